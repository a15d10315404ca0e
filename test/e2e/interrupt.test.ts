import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { NumberReport, Report } from '../../src/generated/schema-types.ts';
import { answerJson, type SeenRequest, scriptedServer } from '../live/scripted-server.ts';
import { callctl, folderWith, root, settingsFile, start, token } from './callctl.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** The requests for one number so far, including the current one. */
interface Asked {
  readonly gets: number;
  readonly posts: number;
}

interface Scene {
  readonly args: readonly string[];
  readonly signal?: NodeJS.Signals;
  /** The count of numbers; default 6. */
  readonly count?: number;
  /** The settings file of a number. */
  readonly file?: (id: string) => string;
  readonly files?: Record<string, string>;
  readonly env?: Record<string, string>;
  /** Requests whose answer waits for the signal. It is sent when `atOnce` of them, or one for each number, have come. */
  readonly holds: (request: SeenRequest, asked: Asked, nth: number) => boolean;
  readonly atOnce?: number;
  /** Answers a request that was held, instead of a healthy server. */
  readonly afterwards?: (response: ServerResponse, id: string) => void;
  /** Headers of the answers before the signal. */
  readonly headers?: Record<string, string>;
}

const idOf = (url: string) => /\/(\d+)\/settings/.exec(url)?.[1] ?? '';

/** Runs a command, interrupts it while certain requests are in flight, and returns those that were sent afterwards. */
async function interruptWhile(scene: Scene) {
  const { count = 6, signal = 'SIGINT', headers = {} } = scene;
  const ids = Array.from({ length: count }, (_, index) => String(index + 1));
  const posted = new Set<string>();
  const held: (() => void)[] = [];
  let sentBefore: number | null = null;
  const answer = ({ method, url }: SeenRequest, response: ServerResponse) => {
    if (method === 'POST') posted.add(idOf(url));
    if (method === 'POST') return answerJson(response, 200, { success: true });
    const status = posted.has(idOf(url)) ? 'DISABLED' : 'ENABLED';
    return answerJson(response, 200, { calling: { status } }, sentBefore === null ? headers : {});
  };
  const interrupt = async () => {
    sentBefore = server.seen.length;
    started.kill(signal);
    await started.printed('callctl was interrupted');
    for (const release of held) release();
  };
  const server = await scriptedServer((request, response, nth) => {
    const id = idOf(request.url);
    const ofNumber = server.seen.filter(({ url }) => idOf(url) === id);
    const posts = ofNumber.filter(({ method }) => method === 'POST').length;
    const isHeld = sentBefore === null && scene.holds(request, { gets: ofNumber.length - posts, posts }, nth);
    if (!isHeld) return answer(request, response);
    const { afterwards } = scene;
    held.push(() => (afterwards ? afterwards(response, id) : answer(request, response)));
    if (held.length === (scene.atOnce ?? count)) void interrupt();
  });
  open.push(server.close);
  const { file = (id) => settingsFile(id, 'DISABLED') } = scene;
  const cwd = folderWith({
    ...Object.fromEntries(ids.map((id) => [`settings/n${id}.yaml`, file(id)])),
    ...scene.files,
  });
  const started = start([...scene.args, '--format', 'json'], { cwd, graphUrl: server.url, env: scene.env ?? {} });
  const { status, stdout, stderr } = await started.ended;
  const { numbers } = JSON.parse(stdout) as Report;
  const after = server.seen.slice(sentBefore ?? 0).map(({ method, url }) => `${method} ${idOf(url)}`);
  return { status, stderr, numbers, ids, cwd, after };
}

const apply = ['apply', '--yes', '--allow-risky', '--max-changed', '100%'];
const outcomesOf = (numbers: readonly NumberReport[]) => numbers.map(({ outcome, error }) => [outcome, error?.code]);
const all = <Value>(ids: readonly string[], value: Value): Value[] => ids.map(() => value);
const skipped = ['skipped', 'interrupted'];
const unavailable = (response: ServerResponse) =>
  answerJson(response, 500, { error: { code: 2, message: 'down', is_transient: true } });

describe('apply, interrupted', () => {
  it('while numbers are read again before their POST: posts nothing', async () => {
    const { status, numbers, ids, after } = await interruptWhile({
      args: apply,
      holds: (_request, { gets }) => gets === 2,
    });
    expect({ status, after }).toEqual({ status: 130, after: [] });
    expect(outcomesOf(numbers)).toEqual(all(ids, skipped));
    expect(numbers.map(({ requests }) => requests)).toEqual(all(ids, []));
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'while POSTs are in flight (%s): each is read back once, and the report says what the reading showed',
    async (signal) => {
      const { status, numbers, ids, after } = await interruptWhile({
        args: apply,
        signal,
        holds: ({ method }) => method === 'POST',
      });
      expect(status).toBe(130);
      expect(after.sort()).toEqual(ids.map((id) => `GET ${id}`));
      expect(outcomesOf(numbers)).toEqual(all(ids, ['applied', undefined]));
    },
  );

  it('while POSTs are in flight whose answers get lost: their numbers are read, and nothing is sent again', async () => {
    const { status, numbers, ids, cwd, after } = await interruptWhile({
      args: [...apply, '--journal', 'journal'],
      holds: ({ method }) => method === 'POST',
      afterwards: (response) => void response.destroy(),
    });
    expect(status).toBe(130);
    expect(after.sort()).toEqual(ids.map((id) => `GET ${id}`));
    expect(outcomesOf(numbers)).toEqual(all(ids, ['failed', 'connection_lost']));
    expect(numbers[0]?.error?.message).toContain('live does not show the write');
    expect(numbers.map(({ requests }) => requests.length)).toEqual(all(ids, 1));
    expect((await callctl(['restore', '--list', '--journal', 'journal'], { cwd })).stdout).toMatch(
      / apply +\S+ +6 +0 +0 +0$/m,
    );
  });

  it('while a write does not show yet when read back: stops reading, and does not report it as applied', async () => {
    const { status, numbers, ids, after } = await interruptWhile({
      args: apply,
      holds: ({ method }, { posts }) => method === 'GET' && posts > 0,
      afterwards: (response) => answerJson(response, 200, { calling: { status: 'ENABLED' } }),
    });
    expect({ status, after }).toEqual({ status: 130, after: [] });
    expect(outcomesOf(numbers)).toEqual(all(ids, ['failed', 'not_verified']));
  });

  it('while reading back fails: does not read again, and says that it could not read', async () => {
    const { status, numbers, ids, after } = await interruptWhile({
      args: apply,
      holds: ({ method }, { posts }) => method === 'GET' && posts > 0,
      afterwards: unavailable,
    });
    expect({ status, after }).toEqual({ status: 130, after: [] });
    expect(outcomesOf(numbers)).toEqual(all(ids, ['failed', 'not_read_back']));
  });

  it('before a second request that the write made necessary: sends none, and reports what is left', async () => {
    const sip = { status: 'DISABLED', servers: [{ hostname: 'sip.example.com', port: 5061 }] };
    const settings = { sip, srtp_key_exchange_protocol: 'DTLS' };
    const { status, numbers, after } = await interruptWhile({
      args: apply,
      count: 1,
      file: (id) => `phone_number_id: "${id}"\ncalling: ${JSON.stringify(settings)}\n`,
      holds: ({ method }, { posts }) => method === 'GET' && posts > 0,
      afterwards: (response) =>
        answerJson(response, 200, { calling: { ...settings, srtp_key_exchange_protocol: 'SDES' } }),
    });
    expect({ status, after }).toEqual({ status: 130, after: [] });
    expect(outcomesOf(numbers)).toEqual([['failed', 'not_verified']]);
    expect(numbers[0]?.requests).toEqual([{ calling: { sip } }]);
    expect(numbers[0]?.notes.map(({ code }) => code)).toContain('no_second_request');
  });
});

describe('plan, interrupted', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s: reports what it read, and skips the rest', async (signal) => {
    const { status, numbers, after, cwd, stderr } = await interruptWhile({
      args: ['plan', '--concurrency', '2', '--out', 'plan.json'],
      signal,
      holds: (_request, _asked, nth) => nth > 2,
      atOnce: 2,
    });
    expect({ status, after }).toEqual({ status: 130, after: [] });
    expect(numbers.map(({ outcome }) => outcome).sort()).toEqual([
      ...all(['1', '2', '3', '4'], 'drifted'),
      'skipped',
      'skipped',
    ]);
    expect(stderr).toContain('the plan is incomplete, and was not saved in plan.json');
    expect(existsSync(join(cwd, 'plan.json'))).toBe(false);
  });

  it('after all was read: still 130, because the signal came before the work was done', async () => {
    const { status, numbers, ids } = await interruptWhile({ args: ['plan'], holds: () => true });
    expect(status).toBe(130);
    expect(outcomesOf(numbers)).toEqual(all(ids, ['drifted', undefined]));
  });

  it('while requests fail: does not retry', async () => {
    const { status, numbers, ids, after } = await interruptWhile({
      args: ['plan'],
      holds: () => true,
      afterwards: unavailable,
    });
    expect({ status, after }).toEqual({ status: 130, after: [] });
    expect(outcomesOf(numbers)).toEqual(all(ids, skipped));
  });

  it('while the server does not answer: only waits for the timeout of the requests in flight', async () => {
    const { status, numbers, ids, after } = await interruptWhile({
      args: ['plan', '--timeout', '1'],
      holds: () => true,
      afterwards: () => {},
    });
    expect({ status, after }).toEqual({ status: 130, after: [] });
    expect(outcomesOf(numbers)).toEqual(all(ids, skipped));
  });

  it('while requests wait for their slot in a slowed account: sends none of them', async () => {
    const { status, numbers, after } = await interruptWhile({
      args: ['plan', '--concurrency', '16'],
      count: 32,
      headers: { 'x-app-usage': '{"call_count":99}' },
      // Sixteen are sent before any answer reports the usage; then the first slot is free at once.
      holds: (_request, _asked, nth) => nth === 17,
      atOnce: 1,
    });
    expect({ status, after }).toEqual({ status: 130, after: [] });
    expect(numbers.filter(({ outcome }) => outcome === 'skipped').length).toBe(15);
  });

  it('while requests wait for those of another account: sends none of them', async () => {
    const { status, numbers, after } = await interruptWhile({
      args: ['plan', '--concurrency', '2'],
      file: (id) => `account: ${Number(id) % 2 === 0 ? 'even' : 'odd'}\n${settingsFile(id, 'DISABLED')}`,
      files: { 'settings/callctl.yaml': 'accounts: { even: { token_env: EVEN }, odd: { token_env: ODD } }\n' },
      env: { EVEN: `${token}-even`, ODD: `${token}-odd` },
      holds: () => true,
      atOnce: 2,
    });
    expect({ status, after }).toEqual({ status: 130, after: [] });
    expect(numbers.filter(({ outcome }) => outcome === 'skipped').length).toBe(4);
  });

  it('while a throttled account waits: cuts the wait short', async () => {
    const server = await scriptedServer((_request, response) =>
      answerJson(response, 429, { error: { code: 4, message: 'slow down' } }, { 'retry-after': '60' }),
    );
    open.push(server.close);
    const cwd = folderWith({ 'settings/a.yaml': settingsFile('1') });
    const started = start(['plan'], { cwd, graphUrl: server.url });
    await started.printed('the account waits 60 s');
    started.kill('SIGTERM');
    const { status, stdout } = await started.ended;
    expect(status).toBe(130);
    expect(stdout).toContain('[interrupted]');
    expect(server.seen.length).toBe(1);
  });
});

// script(1) has these flags only on Linux.
describe.skipIf(process.platform !== 'linux')('the prompt', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('%s at the prompt is not an approval: nothing is sent', async (signal) => {
    const server = await scriptedServer((_request, response) =>
      answerJson(response, 200, { calling: { status: 'ENABLED' } }),
    );
    open.push(server.close);
    const cwd = folderWith({ 'settings/a.yaml': settingsFile('1', 'DISABLED') });
    const command = `echo $$ >pid; exec "${process.execPath}" "${join(root, 'dist/main.js')}" apply`;
    const typed = spawn('script', ['-qec', command, '/dev/null'], {
      cwd,
      env: { PATH: process.env.PATH ?? '', WHATSAPP_TOKEN: token, WHATSAPP_GRAPH_URL: server.url },
    });
    let shown = '';
    let isAsked = false;
    typed.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
      if (isAsked || !shown.includes('Only "yes"')) return;
      isAsked = true;
      process.kill(Number(readFileSync(join(cwd, 'pid'), 'utf8')), signal);
    });
    const status = await new Promise((resolve) => typed.once('close', resolve));
    expect(shown).toContain('interrupted before approval: nothing was sent');
    expect(status).toBe(130);
    expect(server.seen.map(({ method }) => method)).toEqual(['GET']);
  });
});
