import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createFaultSet, type Fault, parseFault } from '../../src/simulator/faults.ts';
import { type Client, ID, type Reply, WABA, withSimulator } from './support.ts';

const ON = { status: 'ENABLED' };

/** The outcome of a call that may end without an answer. */
async function attempt(call: Promise<Reply>): Promise<number | 'dropped'> {
  return call.then(
    (reply) => reply.status,
    () => 'dropped',
  );
}

/** The header with the usage of an account's quota. */
function accountUsage(reply: Reply): unknown {
  return JSON.parse(reply.headers.get('x-business-use-case-usage') ?? '{}')[WABA]?.[0];
}

async function statusNow(client: Client): Promise<unknown> {
  return (await client.get()).json.calling.status;
}

describe('faults that answer', () => {
  it.each<[Fault, number, object]>([
    [{ kind: 'throttle' }, 400, { code: 80008 }],
    [{ kind: 'too_many_requests' }, 429, { code: 4 }],
    [{ kind: 'server_error' }, 500, { code: 2, is_transient: true }],
    [{ kind: 'expire_token' }, 401, { code: 190, error_subcode: 463 }],
    [{ kind: 'refuse', code: 138014 }, 400, { code: 138014 }],
    [{ kind: 'refuse', code: 10 }, 403, { code: 10 }],
    [
      { kind: 'refuse', code: 190, message: 'token secret-token is bad' },
      401,
      { message: 'token secret-token is bad' },
    ],
  ])('%j', async (fault, status, error) => {
    await withSimulator({ faults: [fault] }, async (simulator, client) => {
      const reply = await client.post(ON);
      expect(reply.status).toBe(status);
      expect(reply.json.error).toMatchObject(error);
      expect(simulator.settings(ID)).toEqual({});
      expect(simulator.requests()[0]).toMatchObject({ status, fault: fault.kind, error_code: reply.json.error.code });
      expect(JSON.stringify(simulator.requests())).not.toContain('secret-token');
    });
  });

  it.each<[Fault['kind'], number]>([
    ['bad_gateway', 502],
    ['wrong_type', 200],
  ])('%s answers with a page', async (kind, status) => {
    await withSimulator({ faults: [{ kind, times: 1 }] }, async (_, client) => {
      const reply = await client.post(ON);
      expect([reply.status, reply.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
      expect(reply.text).toContain('<html>');
      expect(await statusNow(client)).toBe('NOT_SET');
    });
  });

  it('says how long to wait', async () => {
    await withSimulator({}, async (simulator, client) => {
      simulator.setFaults([{ kind: 'throttle', seconds: 150 }]);
      expect(accountUsage(await client.get())).toMatchObject({ call_count: 100, estimated_time_to_regain_access: 3 });
      simulator.setFaults([{ kind: 'too_many_requests', seconds: 7 }]);
      expect((await client.get()).headers.get('retry-after')).toBe('7');
    });
  });

  it('keeps an expired token expired', async () => {
    await withSimulator({ faults: [{ kind: 'expire_token', method: 'POST', times: 1 }] }, async (simulator, client) => {
      expect((await client.get()).status).toBe(200);
      expect((await client.post(ON)).status).toBe(401);
      expect((await client.get()).status).toBe(401);
      simulator.setFaults([]);
      expect((await client.get()).status).toBe(200);
    });
  });
});

describe('faults that do not answer', () => {
  it.each<[Fault['kind'], unknown]>([
    ['drop_before', 'NOT_SET'],
    ['drop_after', 'ENABLED'],
    ['truncate', 'ENABLED'],
  ])('%s', async (kind, status) => {
    await withSimulator({ faults: [{ kind, method: 'POST' }] }, async (simulator, client) => {
      expect(await attempt(client.post(ON))).toBe('dropped');
      expect(await statusNow(client)).toBe(status);
      const expected = kind === 'truncate' ? 200 : null;
      expect(simulator.requests()[0]).toMatchObject({ method: 'POST', status: expected, fault: kind });
    });
  });

  it('hang keeps the request until the simulator closes, which does not wait for it', async () => {
    let pending: Promise<unknown> = Promise.resolve();
    let start = 0;
    await withSimulator({ faults: [{ kind: 'hang', method: 'POST' }] }, async (simulator, client) => {
      pending = attempt(client.post(ON));
      const winner = await Promise.race([pending, new Promise((resolve) => setTimeout(resolve, 100, 'waiting'))]);
      expect(winner).toBe('waiting');
      expect(simulator.requests()).toMatchObject([{ status: null, fault: 'hang' }]);
      expect(simulator.settings(ID)).toEqual({});
      start = performance.now();
    });
    expect(performance.now() - start).toBeLessThan(500);
    expect(await pending).toBe('dropped');
  });

  it('truncate sends half of the announced length', async () => {
    await withSimulator({ faults: [{ kind: 'truncate' }] }, async (simulator) => {
      const response = await fetch(`${simulator.url}/${ID}/settings`, { headers: { Authorization: 'Bearer t' } });
      const announced = Number(response.headers.get('content-length'));
      let received = 0;
      const read = async (): Promise<void> => {
        for await (const chunk of response.body ?? []) received += chunk.length;
      };
      await expect(read()).rejects.toThrow();
      expect(received).toBe(Math.floor(announced / 2));
    });
  });

  it('huge sends 50 MB of JSON, and survives a client that disconnects', async () => {
    await withSimulator({ faults: [{ kind: 'huge', times: 2 }] }, async (simulator, client) => {
      const reply = await client.get();
      expect(reply.text.length).toBeGreaterThan(50_000_000);
      expect(reply.json.calling.status).toBe('ENABLED');
      const left = await fetch(`${simulator.url}/${ID}/settings`);
      await left.body?.cancel();
      expect(await statusNow(client)).toBe('NOT_SET');
    });
  });
});

describe('lag', () => {
  it('shows the old state for some reads after a write', async () => {
    await withSimulator({ faults: [{ kind: 'lag', reads: 2, times: 1 }] }, async (_, client) => {
      expect((await client.post(ON)).status).toBe(200);
      const seen = [await statusNow(client), await statusNow(client), await statusNow(client)];
      expect(seen).toEqual(['NOT_SET', 'NOT_SET', 'ENABLED']);
      await client.post({ status: 'DISABLED' });
      expect(await statusNow(client)).toBe('DISABLED');
    });
  });

  it('shows the old state for some time after a write, however often it is read', async () => {
    await withSimulator({ faults: [{ kind: 'lag', ms: 200 }] }, async (_, client) => {
      await client.post(ON);
      expect([await statusNow(client), await statusNow(client)]).toEqual(['NOT_SET', 'NOT_SET']);
      await sleep(210, undefined);
      expect(await statusNow(client)).toBe('ENABLED');
    });
  });

  it('lets other faults strike as well', async () => {
    await withSimulator({ faults: [{ kind: 'lag' }, { kind: 'drop_after', method: 'POST' }] }, async (_, client) => {
      expect(await attempt(client.post(ON))).toBe('dropped');
      expect([await statusNow(client), await statusNow(client)]).toEqual(['NOT_SET', 'ENABLED']);
    });
  });
});

describe('which request is struck', () => {
  const sequence = (faults: Fault[], requests: [string, string | null][]): (string | null)[] => {
    const set = createFaultSet(faults);
    return requests.map(([method, id]) => set.next(method, id)?.kind ?? null);
  };

  it.each<[string, Fault[], [string, string | null][], (string | null)[]]>([
    [
      'times',
      [{ kind: 'hang', times: 1 }],
      [
        ['GET', '1'],
        ['GET', '1'],
      ],
      ['hang', null],
    ],
    [
      'after',
      [{ kind: 'hang', after: 1, times: 1 }],
      [
        ['GET', '1'],
        ['GET', '1'],
        ['GET', '1'],
      ],
      [null, 'hang', null],
    ],
    [
      'method',
      [{ kind: 'hang', method: 'POST' }],
      [
        ['GET', '1'],
        ['POST', '1'],
      ],
      [null, 'hang'],
    ],
    [
      'id',
      [{ kind: 'hang', id: '2' }],
      [
        ['GET', '1'],
        ['GET', '2'],
        ['GET', null],
      ],
      [null, 'hang', null],
    ],
    [
      'what does not match is not counted',
      [{ kind: 'hang', id: '2', times: 1 }],
      [
        ['GET', '1'],
        ['GET', '2'],
      ],
      [null, 'hang'],
    ],
    [
      'the first of several',
      [{ kind: 'hang', times: 1 }, { kind: 'refuse' }],
      [
        ['GET', '1'],
        ['GET', '1'],
      ],
      ['hang', 'refuse'],
    ],
  ])('%s', (_name, faults, requests, expected) => {
    expect(sequence(faults, requests)).toEqual(expected);
  });
});

describe('parseFault', () => {
  it.each<[string, Fault]>([
    ['hang', { kind: 'hang' }],
    ['throttle:POST:times=2', { kind: 'throttle', method: 'POST', times: 2 }],
    ['throttle:method=GET:seconds=30:after=1', { kind: 'throttle', method: 'GET', seconds: 30, after: 1 }],
    ['drop_after:id=106540352242922', { kind: 'drop_after', id: '106540352242922' }],
    ['lag:reads=3', { kind: 'lag', reads: 3 }],
    ['lag:ms=500', { kind: 'lag', ms: 500 }],
    ['refuse:code=190:subcode=463', { kind: 'refuse', code: 190, subcode: 463 }],
    ['refuse:code=138014:message=not now: wait', { kind: 'refuse', code: 138014, message: 'not now: wait' }],
  ])('reads %s', (text, fault) => {
    expect(parseFault(text)).toEqual(fault);
  });

  it.each([
    ['slow', 'unknown fault "slow"; the kinds are throttle, too_many_requests, server_error'],
    ['', 'unknown fault ""'],
    ['hang:times=x', 'cannot read "times=x"; use GET, POST, id=ID, message=TEXT, or times=N, after=N'],
    ['hang:DELETE', 'cannot read "DELETE"'],
    ['hang:id=', 'cannot read "id="'],
    ['hang:times=-1', 'cannot read "times=-1"'],
  ])('refuses %j', (text, message) => {
    expect(() => parseFault(text)).toThrow(message);
  });
});
