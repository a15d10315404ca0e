import type { LoadedConfiguration } from '../desired/configuration.ts';
import { CallctlError } from '../errors.ts';
import type { Failure, Note } from '../generated/schema-types.ts';
import { contextOf, type Viewpoint } from '../plan/context.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import type { JsonObject } from '../plan/json.ts';
import { orderNumbers } from '../plan/report-order.ts';
import { buildRestoration } from '../plan/restore.ts';
import type { Obstacle } from '../plan/settings/setting-row.ts';
import type { AppIds } from './app-ids.ts';
import type { Write, Writes } from './journalled-runs.ts';

export interface RestoredNumbers {
  /** In the order in which they were given. */
  readonly numbers: readonly DesiredNumber[];
  /** What a reader should know of them, by phone number id. */
  readonly remarks: ReadonlyMap<string, readonly Note[]>;
  /** Why the way back of a number is not certain, by phone number id. */
  readonly unclear: ReadonlyMap<string, Failure>;
}

/** The numbers that a run wrote to, ordered by file as those of any plan are. They state no settings yet. */
export function writtenNumbers(writes: Writes, desired: readonly DesiredNumber[], run: string): DesiredNumber[] {
  const files = new Map(desired.map((number) => [number.phoneNumberId, number]));
  const written = [...writes].map(([id, ofNumber]) => unrestored(id, ofNumber, files.get(id), run));
  return orderNumbers(written, ({ phoneNumberId }) => phoneNumberId);
}

/**
 * Each number as it was before the run first wrote to it, in the settings that the run wrote.
 *
 * @param appIds The app of each account, by its name, where it is not configured; null names that of the environment.
 * @throws CallctlError `refused` for a number whose account is no longer configured.
 */
export function restoreNumbers(
  numbers: readonly DesiredNumber[],
  writes: Writes,
  configuration: LoadedConfiguration,
  appIds: AppIds,
  viewpoint: Omit<Viewpoint, 'appId'>,
): RestoredNumbers {
  const restored = numbers.map((number) => {
    const appId = appIdOf(number, configuration, appIds);
    return restoreNumber(number, writes.get(number.phoneNumberId) ?? [], { ...viewpoint, appId });
  });
  return {
    numbers: restored.map(({ number }) => number),
    remarks: new Map(restored.map(({ number, remarks }) => [number.phoneNumberId, remarks])),
    unclear: new Map(
      restored.flatMap(({ number, obstacles }) =>
        obstacles[0] ? [[number.phoneNumberId, unclearWayBack(obstacles)]] : [],
      ),
    ),
  };
}

/** The number without settings. Its file says which account it belongs to now. */
function unrestored(
  phoneNumberId: string,
  [first]: readonly Write[],
  file: DesiredNumber | undefined,
  run: string,
): DesiredNumber {
  return {
    phoneNumberId,
    name: file?.name ?? null,
    account: file ? file.account : (first?.account ?? null),
    file: file?.file ?? `journal ${run}`,
    protect: file?.protect ?? [],
    calling: {},
    sources: new Map(),
  };
}

function restoreNumber(number: DesiredNumber, writes: readonly Write[], viewpoint: Viewpoint) {
  const before = writes[0]?.before ?? {};
  const written = writes.map(({ request }) => request.calling as JsonObject);
  const { calling, lost, lostParts, obstacles } = buildRestoration(before, written, contextOf(before, {}, viewpoint));
  return {
    number: { ...number, calling },
    remarks: [...lost.map(lostNote), ...lostParts.map(lostPartNote)],
    obstacles,
  };
}

/** @throws CallctlError `refused` for an account that no longer exists. */
function appIdOf(
  { phoneNumberId, account }: DesiredNumber,
  { accounts }: LoadedConfiguration,
  appIds: AppIds,
): string | null {
  if (accounts.length === 0) return appIds.get(null) ?? null;
  const found = accounts.find(({ name }) => name === account);
  if (found) return found.appId ?? appIds.get(account) ?? null;
  throw new CallctlError(
    'refused',
    `${phoneNumberId} was written through ${account === null ? 'the account of the environment' : `account ${account}`}, which is not configured: nothing was sent`,
    'add the account to settings/callctl.yaml, or name it in the settings file of the number',
  );
}

function unclearWayBack(obstacles: readonly Obstacle[]): Failure {
  return {
    code: 'cannot_restore',
    message: obstacles.map(({ message }) => message).join('; '),
    hint: obstacles.map(({ hint }) => hint).join('; '),
  };
}

function lostPartNote(message: string): Note {
  return { code: 'cannot_restore', message, path: null };
}

function lostNote(setting: string): Note {
  return {
    code: 'cannot_restore',
    message: `${setting} had never been set, and Meta has no way to unset it: it stays as it is`,
    path: setting,
  };
}
