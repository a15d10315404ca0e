import { createHmac } from 'node:crypto';
import pLimit from 'p-limit';
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import type { Account } from '../../src/live/account.ts';
import { type ClientOptions, openReadingClient, openWritingClient, type ReadingClient } from '../../src/live/client.ts';
import { type FailureKind, meaningOf } from '../../src/live/failure.ts';
import { sleep } from '../../src/live/sleep.ts';
import { clientOptions } from './client-options.ts';
import { answerJson, type Script, scriptedServer } from './scripted-server.ts';

const token = 'EAAsecret-token-0123456789';
const account: Account = { token, tokenName: 'A_TOKEN', appSecretProof: null, appId: null };
const settings = { calling: { status: 'ENABLED' } };
const open: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function setUp(script: Script, more: Partial<ClientOptions> = {}, as: Account = account) {
  const server = await scriptedServer(script);
  const waits: number[] = [];
  const client = openWritingClient(as, {
    ...clientOptions(server.url),
    attempts: 3,
    random: () => 0.5,
    now: () => 0,
    sleep: async (ms) => waits.push(ms),
    ...more,
  });
  open.push(client.close, server.close);
  return { server, client, waits };
}

describe('reading', () => {
  it('sends one request, with the token in a header and nowhere else', async () => {
    const { server, client } = await setUp((_request, response) => answerJson(response, 200, settings));
    expect(await client.fetchSettings('106540352242922')).toEqual({ ok: true, calling: { status: 'ENABLED' } });
    expect(server.seen).toEqual([
      { method: 'GET', url: '/v25.0/106540352242922/settings', authorization: `Bearer ${token}`, body: '' },
    ]);
  });

  it('proves the app secret if there is one', async () => {
    const proof = createHmac('sha256', 'app-secret').update(token).digest('hex');
    const { server, client } = await setUp(
      (_request, response) => answerJson(response, 200, settings),
      {},
      { ...account, appSecretProof: proof },
    );
    await client.fetchSettings('1');
    expect(server.seen[0]?.url).toBe(`/v25.0/1/settings?appsecret_proof=${proof}`);
  });

  it('keeps every digit of an id past 2^53', async () => {
    const { client } = await setUp((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"calling":{"sip":{"servers":[{"app_id":9007199254740993,"port":5061}]}}}');
    });
    expect(await client.fetchSettings('1')).toEqual({
      ok: true,
      calling: { sip: { servers: [{ app_id: 9007199254740993n, port: 5061 }] } },
    });
  });

  it('drops SIP passwords on arrival', async () => {
    const sip = { status: 'ENABLED', servers: [{ hostname: 'a', sip_user_password: 'hunter22' }] };
    const { client } = await setUp((_request, response) => answerJson(response, 200, { calling: { sip } }));
    expect(JSON.stringify(await client.fetchSettings('1'))).not.toContain('hunter22');
  });

  it.each([
    {},
    { calling: null },
    { calling: [] },
    [],
    null,
    { data: [] },
    { data: [settings, settings] },
    { calling: null, storage_configuration: { status: 'DEFAULT' } },
    { success: true },
    { storage_configuration: 'DEFAULT' },
  ])('does not accept %j as settings', async (body) => {
    const { client } = await setUp((_request, response) => answerJson(response, 200, body));
    expect(await client.fetchSettings('1')).toMatchObject({ ok: false, failure: { code: 'unexpected_answer' } });
  });

  it.each([
    { storage_configuration: { status: 'DEFAULT' } },
    { user_identity_change: { enable_identity_key_check: false } },
    { payload_encryption: {} },
    { data: [{ storage_configuration: { status: 'DEFAULT' } }] },
  ])('takes %j for a number that was never configured', async (body) => {
    const { client } = await setUp((_request, response) => answerJson(response, 200, body));
    expect(await client.fetchSettings('1')).toEqual({ ok: true, calling: {} });
  });

  it('reads settings that come as a list of one', async () => {
    const { client } = await setUp((_request, response) => answerJson(response, 200, { data: [settings] }));
    expect(await client.fetchSettings('1')).toEqual({ ok: true, calling: { status: 'ENABLED' } });
  });

  it('keeps the trace id of a failure, for Meta’s support', async () => {
    const { client } = await setUp((_request, response, nth) =>
      nth === 1
        ? answerJson(response, 400, { error: { code: 100, fbtrace_id: 'Atrace' } }, { 'x-fb-trace-id': 'Bheader' })
        : answerJson(response, 400, { error: { code: 100 } }, { 'x-fb-trace-id': 'Bheader' }),
    );
    expect(await client.fetchSettings('1')).toMatchObject({ failure: { trace: 'Atrace' } });
    expect(await client.fetchSettings('1')).toMatchObject({ failure: { trace: 'Bheader' } });
  });

  it('goes on with other numbers after 190 for one of them', async () => {
    const { server, client } = await setUp((request, response) =>
      request.url.includes('/1/')
        ? answerJson(response, 401, { error: { code: 190, message: 'no session' } })
        : answerJson(response, 200, settings),
    );
    expect(await client.fetchSettings('1')).toMatchObject({ failure: { code: 'graph_190', kind: 'token' } });
    expect(await client.fetchSettings('2')).toMatchObject({ ok: true });
    expect(server.seen.length).toBe(2);
  });

  it('hardly asks an account that stays throttled without a time: 30 numbers, few refusals', async () => {
    const limit = pLimit(4);
    const { server, client } = await setUp(
      (_request, response) => answerJson(response, 400, { error: { code: 80008, message: 'too many calls' } }),
      { limit, now: Date.now, sleep, maxWaitMs: 3500 },
    );
    const fetched = await Promise.all([...Array(30).keys()].map((id) => client.fetchSettings(String(id))));
    for (const one of fetched) expect(one).toMatchObject({ ok: false, failure: { code: 'graph_80008' } });
    // Four at once, then a probe after 1 s and one after 2 s; 4 s more would be too long.
    expect(server.seen.length).toBeLessThanOrEqual(4 + 2);
    expect(server.seen.length).toBeGreaterThan(4);
  });

  it('retries after a transient error, with growing waits', async () => {
    const { server, client, waits } = await setUp((_request, response, nth) =>
      nth < 3
        ? answerJson(response, 500, { error: { code: 2, is_transient: true } })
        : answerJson(response, 200, settings),
    );
    expect(await client.fetchSettings('1')).toMatchObject({ ok: true });
    expect(server.seen.length).toBe(3);
    expect(waits).toEqual([125, 250]);
  });

  it('gives up after its attempts, with what the server said', async () => {
    const { server, client } = await setUp((_request, response) =>
      answerJson(response, 500, { error: { code: 2, message: 'down' } }),
    );
    expect(await client.fetchSettings('1')).toMatchObject({
      ok: false,
      failure: { kind: 'transient', message: 'down (code 2)' },
    });
    expect(server.seen.length).toBe(3);
  });

  it('does not retry what would fail again', async () => {
    const { server, client } = await setUp((_request, response) =>
      answerJson(response, 401, { error: { code: 190, error_subcode: 463, message: 'expired' } }),
    );
    expect(await client.fetchSettings('1')).toMatchObject({ ok: false, failure: { kind: 'account' } });
    expect(server.seen.length).toBe(1);
  });

  it('waits as long as a throttle asks', async () => {
    const { client, waits } = await setUp((_request, response, nth) =>
      nth === 1
        ? answerJson(response, 429, { error: { code: 4 } }, { 'retry-after': '3' })
        : answerJson(response, 200, settings),
    );
    expect(await client.fetchSettings('1')).toMatchObject({ ok: true });
    expect(waits).toEqual([125, 3000]);
  });

  it('does not wait longer than --max-wait', async () => {
    const { server, client } = await setUp((_request, response) =>
      answerJson(response, 429, { error: { code: 4, message: 'too many' } }, { 'retry-after': '3600' }),
    );
    const fetched = await client.fetchSettings('1');
    expect(fetched).toMatchObject({
      ok: false,
      failure: { kind: 'refused', code: 'graph_4', retryAfterMs: 3_600_000 },
    });
    expect(JSON.stringify(fetched)).toContain('a longer wait than --max-wait allows for one request (60 s)');
    expect(server.seen.length).toBe(1);
  });

  it('requests no other number after an error of the account', async () => {
    const { server, client } = await setUp((_request, response) =>
      answerJson(response, 401, { error: { code: 190, error_subcode: 463, message: 'expired' } }),
    );
    expect(await client.fetchSettings('1')).toMatchObject({ failure: { code: 'graph_190' } });
    expect(await client.fetchSettings('2')).toMatchObject({ failure: { code: 'account_stopped', kind: 'unsent' } });
    expect(await client.postSettings('3', {})).toMatchObject({ failure: { code: 'account_stopped', kind: 'unsent' } });
    expect(server.seen.length).toBe(1);
  });

  it.each([
    { usage: 50, gap: [] },
    { usage: 80, gap: [400] },
    { usage: 100, gap: [2000] },
    { usage: 250, gap: [2000] },
  ])('slows down as $usage % of what Meta allows is used', async ({ usage, gap }) => {
    const header = JSON.stringify({ 1: [{ type: 'x', call_count: usage, total_cputime: 1, total_time: 1 }] });
    const { client, waits } = await setUp((_request, response) =>
      answerJson(response, 200, settings, { 'x-business-use-case-usage': header, 'x-app-usage': '{"call_count":3}' }),
    );
    for (const id of ['1', '2', '3']) await client.fetchSettings(id);
    // The first is not slowed, the second takes the first slot, the third the one after the gap.
    expect(waits).toEqual(gap);
  });
});

describe('a server that misbehaves', () => {
  const once = { attempts: 1 };

  it.each<{ title: string; script: Script; code: string; kind: string }>([
    {
      title: 'answers HTML',
      script: (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>hi</h1>'),
      code: 'http_200',
      kind: 'unreadable',
    },
    {
      title: 'redirects',
      script: (_request, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      code: 'http_302',
      kind: 'unreadable',
    },
    {
      title: 'sends 50 MB',
      script: (_request, response) => void response.writeHead(200).end(Buffer.alloc(50_000_000, 32)),
      code: 'response_too_large',
      kind: 'unreadable',
    },
    {
      title: 'breaks off in the middle of the body',
      script: (_request, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('{"calling":');
        setTimeout(() => response.destroy(), 20);
      },
      code: 'connection_lost',
      kind: 'transient',
    },
    {
      title: 'drops the connection',
      script: (_request, response) => void response.destroy(),
      code: 'connection_lost',
      kind: 'transient',
    },
    { title: 'never answers', script: () => {}, code: 'timeout', kind: 'transient' },
    {
      title: 'sends the body drop by drop',
      script: (_request, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        const timer = setInterval(() => response.write(' '), 50);
        response.on('close', () => clearInterval(timer));
      },
      code: 'timeout',
      kind: 'transient',
    },
  ])('$title: $code', async ({ script, code, kind }) => {
    // Only requests without an answer need the short limit: 50 MB take a while on a busy machine.
    const { client } = await setUp(script, { ...once, timeoutMs: code === 'timeout' ? 300 : 10_000 });
    expect(await client.fetchSettings('1')).toMatchObject({ ok: false, failure: { code, kind } });
  });

  it('is down: unreachable', async () => {
    const { server, client } = await setUp(() => {}, once);
    await server.close();
    expect(await client.fetchSettings('1')).toMatchObject({
      ok: false,
      failure: { code: 'unreachable', kind: 'unreachable' },
    });
  });

  it('repeats the token in its error: the token is masked', async () => {
    const { client } = await setUp((_request, response) =>
      answerJson(response, 400, {
        error: { code: 100, message: `bad token ${token}`, error_data: { details: encodeURIComponent(token) } },
      }),
    );
    const fetched = await client.fetchSettings('1');
    expect(JSON.stringify(fetched)).not.toContain(token);
    expect(JSON.stringify(fetched)).toContain('[secret]');
  });

  it('repeats the token where a long error is cut: no part of it shows', async () => {
    for (let padding = 560; padding < 600; padding += 1) {
      const message = `${'x'.repeat(padding)}${token}${token}${token}`;
      const { client } = await setUp((_request, response) =>
        answerJson(response, 400, { error: { code: 100, message } }),
      );
      const fetched = await client.fetchSettings('1');
      expect(JSON.stringify(fetched)).not.toContain(token.slice(0, 4));
    }
  });
});

describe('the app of the token', () => {
  const app = { entity_type: 'APP', id: '123456', can_send_message: 'AVAILABLE' };
  const waba = { entity_type: 'WABA', id: '9', can_send_message: 'BLOCKED' };

  it.each<{ body: unknown; appId: string | null }>([
    { body: { health_status: { can_send_message: 'BLOCKED', entities: [waba, app] }, id: '1' }, appId: '123456' },
    { body: { health_status: { entities: [{ ...app, id: 123456 }] } }, appId: '123456' },
    { body: { health_status: { entities: [waba] } }, appId: null },
    { body: { health_status: { entities: [{ ...app, id: 'none' }] } }, appId: null },
    { body: { health_status: { entities: null } }, appId: null },
    { body: { id: '1' }, appId: null },
    { body: [], appId: null },
  ])('is $appId in $body', async ({ body, appId }) => {
    const { server, client } = await setUp((_request, response) => answerJson(response, 200, body));
    expect(await client.fetchAppId('1')).toEqual({ ok: true, appId });
    expect(server.seen).toMatchObject([{ method: 'GET', url: '/v25.0/1?fields=health_status' }]);
  });

  it('keeps every digit past 2^53', async () => {
    const { client } = await setUp((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"health_status":{"entities":[{"entity_type":"APP","id":9007199254740993}]}}');
    });
    expect(await client.fetchAppId('1')).toEqual({ ok: true, appId: '9007199254740993' });
  });

  it('is not known if Meta refuses to say', async () => {
    const { client } = await setUp((_request, response) => answerJson(response, 403, { error: { code: 10 } }));
    expect(await client.fetchAppId('1')).toMatchObject({ ok: false, failure: { code: 'graph_10' } });
  });
});

describe('writing', () => {
  const body = { calling: { status: 'DISABLED' } };

  it('posts the body unchanged', async () => {
    const { server, client } = await setUp((_request, response) => answerJson(response, 200, { success: true }));
    expect(await client.postSettings('1', body)).toEqual({ ok: true });
    expect(server.seen).toMatchObject([{ method: 'POST', url: '/v25.0/1/settings', body: JSON.stringify(body) }]);
  });

  it.each<{ title: string; script: Script; kind: FailureKind }>([
    {
      title: 'a success of another shape',
      script: (_request, response) => answerJson(response, 200, {}),
      kind: 'unreadable',
    },
    {
      title: 'success: false',
      script: (_request, response) => answerJson(response, 200, { success: false }),
      kind: 'unreadable',
    },
    {
      title: 'a page instead of JSON',
      script: (_request, response) => void response.writeHead(200).end('<p>'),
      kind: 'unreadable',
    },
    {
      title: 'a bad gateway',
      script: (_request, response) => void response.writeHead(502).end('<p>'),
      kind: 'transient',
    },
    {
      title: 'a transient error',
      script: (_request, response) => answerJson(response, 500, { error: { code: 2, is_transient: true } }),
      kind: 'transient',
    },
    {
      title: 'a server error of an unknown code',
      script: (_request, response) => answerJson(response, 500, { error: { code: 131000 } }),
      kind: 'transient',
    },
    { title: 'a dropped connection', script: (_request, response) => void response.destroy(), kind: 'transient' },
  ])('$title leaves the write open, and it is not retried without a reading', async ({ script, kind }) => {
    const { server, client } = await setUp(script);
    const posted = await client.postSettings('1', body);
    expect(posted).toMatchObject({ ok: false, failure: { kind } });
    expect(!posted.ok && meaningOf(posted.failure).post).toBe('unanswered');
    expect(server.seen.length).toBe(1);
  });

  it('retries after a throttle, which writes nothing', async () => {
    const { server, client } = await setUp((_request, response, nth) =>
      nth === 1 ? answerJson(response, 400, { error: { code: 80008 } }) : answerJson(response, 200, { success: true }),
    );
    expect(await client.postSettings('1', body)).toEqual({ ok: true });
    expect(server.seen.length).toBe(2);
  });

  it('does not retry a refusal', async () => {
    const { server, client } = await setUp((_request, response) => answerJson(response, 400, { error: { code: 100 } }));
    expect(await client.postSettings('1', body)).toMatchObject({
      ok: false,
      failure: { kind: 'refused', code: 'graph_100' },
    });
    expect(server.seen.length).toBe(1);
  });
});

describe('a reading client', () => {
  it('has nothing to write with, by type and in fact', async () => {
    expectTypeOf<ReadingClient>().not.toHaveProperty('postSettings');
    const client = openReadingClient(account, clientOptions('http://127.0.0.1:1'));
    open.push(client.close);
    expect(Object.keys(client).sort()).toEqual(['close', 'fetchAppId', 'fetchSettings']);
  });
});

describe('an interrupt', () => {
  it('cuts the pause of a throttled account short', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const sleep = async () => controller.abort();
    const { server, client } = await setUp(
      (_request, response) => answerJson(response, 429, { error: { code: 4 } }, { 'retry-after': '30' }),
      { signal, sleep },
    );
    expect(await client.fetchSettings('1')).toMatchObject({
      ok: false,
      failure: { code: 'interrupted', kind: 'unsent' },
    });
    expect(server.seen.length).toBe(1);
  });
});
