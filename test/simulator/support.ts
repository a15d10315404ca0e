import type { FleetState, NumberState } from '../../src/simulator/fleet.ts';
import type { JsonObject } from '../../src/simulator/json.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/server.ts';

/** The time of the tests. */
export const NOW = new Date('2026-11-22T10:00:00Z');
export const ID = '106540352242922';
export const WABA = '102290129340398';

/** A phone number without limits; each test changes what it needs. */
export function aNumber(change: Partial<NumberState> = {}): NumberState {
  return {
    id: ID,
    display_phone_number: '+55 11 5550-0101',
    verified_name: 'Support',
    messaging_limit_tier: 'TIER_10K',
    calling: {},
    ...change,
  };
}

export function aFleet(...numbers: NumberState[]): FleetState {
  return { wabas: [{ id: WABA, numbers }] };
}

/** Working hours in São Paulo on one day, open to changes. */
export function hours(change: JsonObject = {}): JsonObject {
  return {
    status: 'ENABLED',
    timezone_id: 'America/Sao_Paulo',
    weekly_operating_hours: [{ day_of_week: 'MONDAY', open_time: '0900', close_time: '1800' }],
    ...change,
  };
}

/** Runs a test against a simulator with one number, and closes the simulator even if the test fails. */
export async function withSimulator(
  options: SimulatorOptions & { number?: Partial<NumberState> },
  run: (simulator: Simulator, client: Client) => Promise<void>,
): Promise<void> {
  const { number, ...rest } = options;
  const simulator = await startSimulator({ state: aFleet(aNumber(number)), now: () => NOW, ...rest });
  try {
    await run(simulator, createClient(simulator.url));
  } finally {
    await simulator.close();
  }
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What a test expects to find; reading a missing member fails the test. */
  readonly json: ReplyBody;
}

interface ReplyBody {
  readonly calling: JsonObject & { readonly sip: { readonly servers: readonly JsonObject[] } };
  readonly error: JsonObject & { readonly error_data: JsonObject };
  readonly data: readonly JsonObject[];
  readonly paging: { readonly cursors: { readonly after: string }; readonly next?: string };
  readonly [other: string]: unknown;
}

export interface Client {
  readonly get: (path?: string, token?: string) => Promise<Reply>;
  readonly post: (calling: unknown, token?: string) => Promise<Reply>;
  readonly send: (path: string, init: RequestInit) => Promise<Reply>;
}

/** A bare client over real HTTP; `path` is what follows the version. */
export function createClient(url: string): Client {
  const send = async (path: string, init: RequestInit): Promise<Reply> => {
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
  };
  const authorization = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` });
  return {
    send,
    get: (path = `/${ID}/settings`, token = 'secret-token') => send(`/v25.0${path}`, { headers: authorization(token) }),
    post: (calling, token = 'secret-token') =>
      send(`/v25.0/${ID}/settings`, {
        method: 'POST',
        headers: { ...authorization(token), 'Content-Type': 'application/json' },
        body: JSON.stringify({ calling }),
      }),
  };
}
