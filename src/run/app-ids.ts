import type { LoadedConfiguration } from '../desired/configuration.ts';
import { openReadingClient } from '../live/client.ts';
import { findAccounts, type NumberKey } from './accounts.ts';
import { withFleet } from './fleet.ts';
import type { Options } from './options.ts';
import type { RunWorld } from './world.ts';

/** The app of each account's token, by the account's name; null names the account of the environment. */
export type AppIds = ReadonlyMap<string | null, string | null>;

/**
 * Asks Meta for the app of the accounts of some numbers. An account whose token is missing has none: the run that follows
 * reports it.
 *
 * @throws CallctlError `no_token` where there is no configuration and no WHATSAPP_TOKEN.
 */
export async function learnAppIds(
  numbers: readonly NumberKey[],
  configuration: LoadedConfiguration,
  options: Options,
  world: RunWorld,
): Promise<AppIds> {
  const { accounts, problems } = findAccounts(configuration, numbers, world);
  if (problems.length > 0) return new Map();
  return withFleet(openReadingClient, accounts, options, world, async (fleet) => {
    await Promise.all(numbers.map((number) => fleet.run(number, () => fleet.learnAppId(number))));
    const nameOf = ({ account }: NumberKey) => (accounts.has(account) ? account : null);
    return new Map(numbers.map((number) => [nameOf(number), fleet.appIdOf(number)]));
  });
}
