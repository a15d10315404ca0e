import type { LoadedConfiguration } from '../desired/configuration.ts';
import type { Desired } from '../desired/load.ts';
import { CallctlError } from '../errors.ts';
import type { Note } from '../generated/schema-types.ts';
import { contextOf, type Viewpoint } from '../plan/context.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import type { JsonObject } from '../plan/json.ts';
import { orderNumbers } from '../plan/report-order.ts';
import { buildRestoration } from '../plan/restore.ts';
import type { Obstacle } from '../plan/settings/setting-row.ts';
import type { Write, Writes } from './journalled-runs.ts';

export interface RestoredNumbers {
  /** Ordered by file, as those of any plan are. */
  readonly numbers: readonly DesiredNumber[];
  /** What a reader should know of them, by phone number id. */
  readonly remarks: ReadonlyMap<string, readonly Note[]>;
}

/**
 * Each number as it was before the run first wrote to it, in the settings that the run wrote.
 *
 * @param viewpoint Its app is that of the environment's account, where it is known.
 * @throws CallctlError `refused` where the way back of some number is not certain.
 */
export function restoreNumbers(
  writes: Writes,
  { numbers: desired, configuration }: Pick<Desired, 'numbers' | 'configuration'>,
  run: string,
  viewpoint: Viewpoint,
): RestoredNumbers {
  const files = new Map(desired.map((number) => [number.phoneNumberId, number]));
  const restored = [...writes].map(([phoneNumberId, ofNumber]) => {
    const number = unrestored(phoneNumberId, ofNumber, files.get(phoneNumberId), run);
    const appId = appIdOf(number, configuration, viewpoint.appId);
    return restoreNumber(number, ofNumber, { ...viewpoint, appId });
  });
  const unclear = restored.filter(({ obstacles }) => obstacles.length > 0);
  const [obstacle] = unclear.flatMap(({ obstacles }) => obstacles);
  if (obstacle)
    throw unclearWayBack(
      obstacle,
      unclear.map(({ number }) => number.phoneNumberId),
    );
  return {
    numbers: orderNumbers(
      restored.map(({ number }) => number),
      ({ phoneNumberId }) => phoneNumberId,
    ),
    remarks: new Map(restored.map(({ number, remarks }) => [number.phoneNumberId, remarks])),
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
  const { calling, lost, obstacles } = buildRestoration(before, written, contextOf(before, {}, viewpoint));
  return { number: { ...number, calling }, remarks: lost.map(lostNote), obstacles };
}

/** @throws CallctlError `refused` for an account that no longer exists. */
function appIdOf(
  { phoneNumberId, account }: DesiredNumber,
  { accounts }: LoadedConfiguration,
  appId: string | null,
): string | null {
  if (accounts.length === 0) return appId;
  const found = accounts.find(({ name }) => name === account);
  if (found) return found.appId;
  throw new CallctlError(
    'refused',
    `${phoneNumberId} was written through ${account === null ? 'the account of the environment' : `account ${account}`}, which is not configured: nothing was sent`,
    'add the account to settings/callctl.yaml, or name it in the settings file of the number',
  );
}

function unclearWayBack({ message, hint }: Obstacle, ids: readonly string[]): CallctlError {
  return new CallctlError('refused', `${message}: ${ids.join(', ')}; nothing was sent`, hint);
}

function lostNote(setting: string): Note {
  return {
    code: 'cannot_restore',
    message: `${setting} had never been set, and Meta has no way to unset it: it stays as it is`,
    path: setting,
  };
}
