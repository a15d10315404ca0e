import { createServer, type Server } from 'node:http';
import { createAuth } from './auth.ts';
import { createExchange } from './exchange.ts';
import type { Fault } from './faults.ts';
import {
  createFleet,
  currentState,
  type Fleet,
  type FleetState,
  type NumberRecord,
  type NumberState,
  replaceNumber,
} from './fleet.ts';
import type { JsonObject } from './json.ts';
import type { RequestLogEntry } from './request-log.ts';
import { readStateFile, writeStateFile } from './state-file.ts';
import { buildRestrictionWebhook, buildSettingsWebhook, createWebhookSender, type WebhookTarget } from './webhooks.ts';

/** How a simulator starts. Without options it serves an empty fleet to any token. */
export interface SimulatorOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  state?: FleetState;
  /** Read if it exists, otherwise made from `state`; rewritten after each write. */
  stateFile?: string;
  /** If given, only this bearer token is accepted; otherwise any. */
  token?: string;
  /** If given, each request needs an `appsecret_proof` under this secret. */
  appSecret?: string;
  /** The app of `token`: it owns the SIP server entries that are written with the token. */
  appId?: string;
  /** More tokens: token to app id. */
  tokens?: Record<string, string>;
  /** Delay of each answer. */
  latencyMs?: number;
  faults?: readonly Fault[];
  /** Requests that an account may send in a rolling hour; default: no limit. */
  quota?: number;
  /** Whether a SIP write resets SRTP to DTLS; `'always'` means even when the same body sets the protocol. */
  sipWriteResetsSrtp?: boolean | 'always';
  now?: () => Date;
  log?: (entry: RequestLogEntry) => void;
  webhook?: WebhookTarget;
}

/** A running simulator. */
export interface Simulator {
  /** http://127.0.0.1:PORT, without a version. */
  readonly url: string;
  /** The requests so far, in order. */
  readonly requests: () => readonly RequestLogEntry[];
  readonly clearRequests: () => void;
  /** A copy of what is stored under `calling`, including SIP passwords; undefined for an unknown number. */
  readonly settings: (id: string) => JsonObject | undefined;
  /** Changes `calling` by hand and without checks, as a person in WhatsApp Manager would. */
  readonly edit: (id: string, change: (calling: JsonObject) => void) => void;
  /** Sets a number's restrictions; an empty list clears them. */
  readonly restrict: (id: string, restrictions: JsonObject[]) => void;
  readonly setFaults: (faults: readonly Fault[]) => void;
  /** Stops the clock at a time; undefined returns to the clock of the options. */
  readonly setNow: (now: Date | undefined) => void;
  /** Closes all connections and the server. */
  readonly close: () => Promise<void>;
}

/** Starts the simulator on the loopback interface. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { fleet, save } = openFleet(options);
  const webhooks = options.webhook === undefined ? null : createWebhookSender(options.webhook);
  let frozen: Date | undefined;
  const now = (): Date => frozen ?? options.now?.() ?? new Date();
  const onWritten = (record: NumberRecord, before: NumberState): void => {
    save();
    const payload = buildSettingsWebhook(record.wabaId, before, record.number, now());
    if (payload !== null) webhooks?.send(payload);
  };
  const { sipWriteResetsSrtp = false } = options;
  const exchange = createExchange({ fleet, now, auth: createAuth(options), sipWriteResetsSrtp, onWritten }, options);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, exchange.handle);
  const port = await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`,
    requests: exchange.requests,
    clearRequests: exchange.clearRequests,
    setFaults: exchange.setFaults,
    settings: (id) => structuredClone(fleet.numbers.get(id)?.number.calling),
    edit: (id, change) => {
      const record = findNumber(fleet, id);
      onWritten(record, editCalling(record, change));
    },
    restrict: (id, restrictions) => {
      const record = findNumber(fleet, id);
      replaceNumber(record, { ...record.number, restrictions: structuredClone(restrictions) });
      save();
      if (restrictions.length > 0) webhooks?.send(buildRestrictionWebhook(record.wabaId, record.number, now()));
    },
    setNow: (date) => {
      frozen = date;
    },
    close: async () => {
      webhooks?.close();
      await close(server);
    },
  };
}

/** Clients keep connections for reuse, so the server does not close them early. */
const KEEP_ALIVE_MS = 60_000;

function openFleet(options: SimulatorOptions): { fleet: Fleet; save: () => void } {
  const { stateFile: file, state = { wabas: [] } } = options;
  if (file === undefined) return { fleet: createFleet(state), save: () => {} };
  const fleet = createFleet(readStateFile(file) ?? state);
  const save = (): void => writeStateFile(file, currentState(fleet));
  save();
  return { fleet, save };
}

function findNumber(fleet: Fleet, id: string): NumberRecord {
  const record = fleet.numbers.get(id);
  if (record === undefined) throw new Error(`the simulator has no phone number ${id}`);
  return record;
}

/** Gives the state before. Copies before and after the change, so that the caller cannot change what is stored later. */
function editCalling(record: NumberRecord, change: (calling: JsonObject) => void): NumberState {
  const before = record.number;
  const calling = structuredClone(before.calling);
  change(calling);
  replaceNumber(record, { ...before, calling: structuredClone(calling) });
  return before;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Closes open connections too, even those whose request hangs. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
