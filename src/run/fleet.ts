import pLimit, { type LimitFunction } from 'p-limit';
import type { Account } from '../live/account.ts';
import type { ClientOptions, ReadingClient } from '../live/client.ts';
import type { Accounts, NumberKey } from './accounts.ts';
import type { Options } from './options.ts';
import type { RunWorld } from './world.ts';

/** Clients for the accounts of a fleet, and the pace at which they may be used. */
export interface Fleet<Client extends ReadingClient> {
  readonly clientOf: (number: NumberKey) => Client;
  readonly appIdOf: (number: NumberKey) => string | null;
  /** Asks Meta for the app of an account's token, unless it is known. It stays unknown if Meta does not say. */
  readonly learnAppId: (number: NumberKey) => Promise<void>;
  /** Runs a task of a number within the concurrency of its account; each request also keeps to that over all accounts. */
  readonly run: <Result>(number: NumberKey, task: () => Promise<Result>) => Promise<Result>;
}

/** Opens a client for each account, does some work with them, and closes them. */
export async function withFleet<Client extends ReadingClient, Result>(
  open: OpenClient<Client>,
  accounts: Accounts,
  options: Options,
  world: RunWorld,
  work: (fleet: Fleet<Client>) => Promise<Result>,
): Promise<Result> {
  const overAll = pLimit(options.concurrency);
  const warnOfInterrupt = () => world.warn(interruptedLine);
  world.signal.addEventListener('abort', warnOfInterrupt, { once: true });
  const members = new Map(
    [...accounts].map(([name, { account, concurrency }]): [string | null, Member<Client>] => {
      const connections = Math.min(concurrency ?? options.concurrency, options.concurrency);
      const client = open(account, clientOptions(name, connections, overAll, options, world));
      return [name, { client, appId: account.appId, learning: null, refusals: 0, limit: pLimit(connections) }];
    }),
  );
  try {
    return await work(fleetOf(members));
  } finally {
    world.signal.removeEventListener('abort', warnOfInterrupt);
    await Promise.all([...members.values()].map(({ client }) => client.close()));
  }
}

type OpenClient<Client> = (account: Account, options: ClientOptions) => Client;

interface Member<Client> {
  readonly client: Client;
  appId: string | null;
  /** The request for the app id, which many numbers may wait for. */
  learning: Promise<void> | null;
  /** How many numbers could not be asked for it. */
  refusals: number;
  readonly limit: LimitFunction;
}

function fleetOf<Client extends ReadingClient>(members: ReadonlyMap<string | null, Member<Client>>): Fleet<Client> {
  const memberOf = ({ account }: NumberKey): Member<Client> => {
    const member = members.get(members.has(account) ? account : null);
    if (!member) throw new Error(`no account ${account} was opened`);
    return member;
  };
  return {
    clientOf: (number) => memberOf(number).client,
    appIdOf: (number) => memberOf(number).appId,
    learnAppId: async (number) => {
      const member = memberOf(number);
      if (member.appId !== null || member.refusals >= mostRefusals) return;
      member.learning ??= learn(member, number);
      await member.learning;
    },
    run: (number, task) => memberOf(number).limit(task),
  };
}

/** More refusals say that the token may not ask, whatever the number. */
const mostRefusals = 3;

/** Another number may be asked after a failure, which may be this number's alone. */
async function learn(member: Member<ReadingClient>, { phoneNumberId }: NumberKey): Promise<void> {
  const fetched = await member.client.fetchAppId(phoneNumberId);
  if (fetched.ok) {
    member.appId = fetched.appId;
    return;
  }
  member.learning = null;
  member.refusals += 1;
}

function clientOptions(
  account: string | null,
  connections: number,
  limit: LimitFunction,
  { graph, timeoutMs, maxWaitMs }: Options,
  { signal, warn }: RunWorld,
): ClientOptions {
  const who = account === null ? 'the account' : `account ${account}`;
  const onWait = (ms: number, reason: string) => warn(`${who} waits ${Math.ceil(ms / 1000)} s: ${reason}`);
  return {
    graphUrl: graph.url,
    graphVersion: graph.version,
    connections,
    timeoutMs,
    maxWaitMs,
    signal,
    onWait,
    limit,
  };
}

const interruptedLine =
  'callctl was interrupted: it sends nothing new and finishes what is in flight; a second signal ends it at once';
