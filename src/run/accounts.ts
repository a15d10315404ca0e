import type { AccountConfiguration, LoadedConfiguration, NamedVariable } from '../desired/configuration.ts';
import type { Problem } from '../generated/schema-types.ts';
import { type Account, accountFromEnvironment, makeAccount } from '../live/account.ts';
import type { RunWorld } from './world.ts';

/** What a number is reached by: its id, and the account that its files give; null for the account of the environment. */
export interface NumberKey {
  readonly phoneNumberId: string;
  readonly account: string | null;
}

/** An account that numbers can be reached through. */
export interface ReachableAccount {
  readonly account: Account;
  /** Requests at once; null for as many as over all accounts. */
  readonly concurrency: number | null;
}

/** The accounts of some numbers, by the name that their files give; null for the account of the environment. */
export type Accounts = ReadonlyMap<string | null, ReachableAccount>;

/**
 * Finds the accounts that some numbers need in the configuration and the environment. A variable that is missing is a
 * problem at the place where the configuration names it.
 *
 * @throws CallctlError `no_token` where there is no configuration and no WHATSAPP_TOKEN.
 */
export function findAccounts(
  { accounts }: LoadedConfiguration,
  numbers: readonly NumberKey[],
  world: Pick<RunWorld, 'env' | 'addSecrets'>,
): { readonly accounts: Accounts; readonly problems: readonly Problem[] } {
  if (accounts.length === 0) {
    const account = accountFromEnvironment(world.env);
    return { accounts: new Map([[null, { account, concurrency: null }]]), problems: [] };
  }
  const needed = new Set(numbers.map(({ account }) => account));
  const used = accounts.filter(({ name }) => needed.has(name));
  const variables = used.flatMap(({ tokenEnv, appSecretEnv }) => [tokenEnv, ...(appSecretEnv ? [appSecretEnv] : [])]);
  const problems = variables.filter(({ name }) => !world.env[name]?.trim()).map(missingVariable);
  if (problems.length > 0) return { accounts: new Map(), problems };
  return { accounts: new Map(used.map((account) => [account.name, openAccount(account, world)])), problems: [] };
}

function openAccount(
  { tokenEnv, appSecretEnv, appId, concurrency }: AccountConfiguration,
  { env, addSecrets }: Pick<RunWorld, 'env' | 'addSecrets'>,
): ReachableAccount {
  const token = env[tokenEnv.name];
  const appSecret = appSecretEnv ? env[appSecretEnv.name] : undefined;
  addSecrets([token, appSecret]);
  const account = makeAccount({ token, appSecret, appId }, tokenEnv.name);
  addSecrets([account.appSecretProof]);
  return { account, concurrency };
}

function missingVariable({ name, file, line, column }: NamedVariable): Problem {
  return {
    severity: 'error',
    code: 'missing_variable',
    message: `the environment variable ${name} is not set`,
    expected: 'a variable that contains the secret of this account',
    hint: `set ${name}`,
    file,
    line,
    column,
    path: 'accounts',
  };
}
