import { randomBytes } from 'node:crypto';
import { isObject, type JsonObject } from './json.ts';

/** One business phone number as the endpoint stores it. Ids are strings of digits. */
export interface NumberState {
  readonly id: string;
  readonly display_phone_number: string;
  readonly verified_name: string;
  /** Default CLOUD_API; with any other value a write is refused with 141000. */
  readonly platform_type?: string;
  /** Default LIVE; SANDBOX numbers are exempt from the messaging limit (Meta docs). */
  readonly account_mode?: string;
  readonly quality_rating?: string;
  readonly messaging_limit_tier: string;
  /** Whether an app is subscribed to the `calls` webhook field; default true. */
  readonly app_subscribed_to_calls?: boolean;
  /** What was written under `calling`; empty as long as nothing was. */
  readonly calling: JsonObject;
  /** The other features of the same resource, such as storage_configuration. */
  readonly other?: JsonObject;
  readonly restrictions?: readonly JsonObject[];
}

/** All simulated accounts and numbers; plain JSON. */
export interface FleetState {
  readonly wabas: readonly { readonly id: string; readonly numbers: readonly NumberState[] }[];
}

/** A number with its account, and what it takes to serve it fast or late. */
export interface NumberRecord {
  readonly wabaId: string;
  number: NumberState;
  /** The last rendered GET body, and the query it answers. */
  cache: { readonly key: string; readonly body: Buffer } | null;
  /** While reads are left and `until`, a time of `performance.now()`, has not come, GET shows this older state (fault `lag`). */
  lag: { readonly number: NumberState; reads: number; readonly until: number } | null;
}

/** The fleet, indexed by id. */
export interface Fleet {
  readonly numbers: ReadonlyMap<string, NumberRecord>;
  readonly wabas: ReadonlyMap<string, readonly NumberRecord[]>;
}

/** Copies and indexes a state. SIP server entries without a password get one, because Meta generates one for each. */
export function createFleet(state: FleetState): Fleet {
  const numbers = new Map<string, NumberRecord>();
  const wabas = new Map<string, readonly NumberRecord[]>();
  for (const waba of structuredClone(state).wabas) {
    const records = waba.numbers.map((number): NumberRecord => {
      return { wabaId: waba.id, number: withPasswords(number), cache: null, lag: null };
    });
    for (const record of records) {
      if (numbers.has(record.number.id)) throw new Error(`the state has phone number ${record.number.id} twice`);
      numbers.set(record.number.id, record);
    }
    wabas.set(waba.id, records);
  }
  return { numbers, wabas };
}

/** The state as it is now, for the state file. */
export function currentState(fleet: Fleet): FleetState {
  return { wabas: [...fleet.wabas].map(([id, records]) => ({ id, numbers: records.map((record) => record.number) })) };
}

/** Whether the number is on the Cloud API. */
export function isOnCloudApi({ platform_type }: NumberState): boolean {
  return platform_type === undefined || platform_type === 'CLOUD_API';
}

/** Replaces a number's state, and drops what was rendered from the old one. */
export function replaceNumber(record: NumberRecord, number: NumberState): void {
  record.number = number;
  record.cache = null;
}

/** A new SIP password; Meta generates it, the client never chooses it (Meta SIP guide). */
export function mintPassword(): string {
  return randomBytes(24).toString('base64url');
}

function withPasswords(number: NumberState): NumberState {
  const { sip } = number.calling;
  if (!isObject(sip) || !Array.isArray(sip.servers)) return number;
  const servers = sip.servers.map((server) =>
    isObject(server) ? { ...server, sip_user_password: server.sip_user_password ?? mintPassword() } : server,
  );
  return { ...number, calling: { ...number.calling, sip: { ...sip, servers } } };
}
