import pLimit, { type LimitFunction } from 'p-limit';
import type { LoadedConfiguration, NamedVariable } from '../desired/configuration.ts';
import type { Problem } from '../generated/schema-types.ts';
import { type Account, accountFromEnvironment, makeAccount } from '../live/account.ts';
import type { ClientOptions, ReadingClient } from '../live/client.ts';
import { secretsOf } from '../live/mask-secrets.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import type { Settled } from './options.ts';
import type { Interrupt, Io } from './world.ts';

/** An account that numbers can be reached through. */
export interface ReachableAccount {
  readonly account: Account;
  /** Requests at once; null for as many as over all. */
  readonly concurrency: number | null;
}

/** The accounts of some numbers, by the name that their files give; null for the one of the environment. */
export type Accounts = ReadonlyMap<string | null, ReachableAccount>;

/**
 * The accounts that some numbers need, from the configuration and the environment; or what is missing, told where the
 * configuration names it.
 *
 * @throws CallctlError `no_token` where there is no configuration and no WHATSAPP_TOKEN.
 */
export function findAccounts(
  { accounts }: LoadedConfiguration,
  numbers: readonly DesiredNumber[],
  io: Io,
): { readonly accounts: Accounts; readonly problems: readonly Problem[] } {
  if (accounts.length === 0) {
    return {
      accounts: new Map([[null, { account: accountFromEnvironment(io.env), concurrency: null }]]),
      problems: [],
    };
  }
  const needed = new Set(numbers.map(({ account }) => account));
  const used = accounts.filter(({ name }) => needed.has(name));
  const variables = used.flatMap(({ tokenEnv, appSecretEnv }) => [tokenEnv, ...(appSecretEnv ? [appSecretEnv] : [])]);
  const problems = variables.filter(({ name }) => !io.env[name]?.trim()).map(missingVariable);
  if (problems.length > 0) return { accounts: new Map(), problems };
  const found = used.map(({ name, tokenEnv, appSecretEnv, appId, concurrency }) => {
    const parts = {
      token: io.env[tokenEnv.name],
      appSecret: appSecretEnv ? io.env[appSecretEnv.name] : undefined,
      appId,
    };
    io.addSecrets(secretsOf({ WHATSAPP_TOKEN: parts.token, WHATSAPP_APP_SECRET: parts.appSecret }));
    return [name, { account: makeAccount(parts, tokenEnv.name), concurrency }] as const;
  });
  return { accounts: new Map(found), problems: [] };
}

function missingVariable({ name, file, line, column }: NamedVariable): Problem {
  return {
    severity: 'error',
    code: 'missing_variable',
    message: `the environment variable ${name} is not set`,
    expected: 'a variable that holds the secret of this account',
    hint: `set ${name}`,
    file,
    line,
    column,
    path: 'accounts',
  };
}

/** Clients for the accounts of a fleet, and the pace at which they may be used. */
export interface Fleet<Client extends ReadingClient> {
  readonly clientOf: (number: DesiredNumber) => Client;
  readonly appIdOf: (number: DesiredNumber) => string | null;
  /** Runs a task of a number within the concurrency of its account; that over all holds for each request. */
  readonly run: <Result>(number: DesiredNumber, task: () => Promise<Result>) => Promise<Result>;
  readonly close: () => Promise<void>;
}

interface Member<Client> {
  readonly client: Client;
  readonly appId: string | null;
  readonly limit: LimitFunction;
}

export function openFleet<Client extends ReadingClient>(
  accounts: Accounts,
  open: (account: Account, options: ClientOptions) => Client,
  settled: Settled,
  io: Io,
  interrupt: Interrupt,
): Fleet<Client> {
  const overAll = pLimit(settled.concurrency);
  const { signal } = interrupt;
  signal.addEventListener('abort', () => io.stderr(interruptedLine), { once: true });
  const members = new Map<string | null, Member<Client>>();
  for (const [name, { account, concurrency }] of accounts) {
    const connections = Math.min(concurrency ?? settled.concurrency, settled.concurrency);
    const { url: graphUrl, version: graphVersion } = settled.graph;
    const { maxWaitMs, timeoutMs } = settled;
    const pacing = { maxWaitMs, timeoutMs, signal, onWait: tellWait(name, io), limit: overAll };
    const client = open(account, { graphUrl, graphVersion, connections, ...pacing });
    members.set(name, { client, appId: account.appId, limit: pLimit(connections) });
  }
  const memberOf = ({ account }: DesiredNumber): Member<Client> => {
    const member = members.get(members.has(account) ? account : null);
    if (!member) throw new Error(`no account ${account} was opened`);
    return member;
  };
  return {
    clientOf: (number) => memberOf(number).client,
    appIdOf: (number) => memberOf(number).appId,
    run: (number, task) => memberOf(number).limit(task),
    close: async () => {
      await Promise.all([...members.values()].map(({ client }) => client.close()));
    },
  };
}

const interruptedLine =
  'callctl was interrupted: nothing new is sent, and what is in flight is finished; a second signal ends it at once\n';

function tellWait(account: string | null, io: Io): (ms: number, reason: string) => void {
  const who = account === null ? 'the account' : `account ${account}`;
  return (ms, reason) => io.stderr(`${who} waits ${Math.ceil(ms / 1000)} s: ${reason}\n`);
}
