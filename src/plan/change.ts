import type { Change } from '../generated/schema-types.ts';
import { type DesiredNumber, sourceOf } from './desired-number.ts';
import { catalogue } from './settings/catalogue.ts';
import type { Difference } from './settings/setting-row.ts';

/** A difference as reports show it: with its risk, and the line that states the desired value. */
export function toChange(difference: Difference, desired: DesiredNumber, origin: Change['origin'] = null): Change {
  const { path, setting, before, after } = difference;
  const source = sourceOf(desired, path);
  return {
    path,
    setting,
    action: before === undefined ? 'add' : after === undefined ? 'remove' : 'change',
    before: before ?? null,
    after: after ?? null,
    risk: catalogue[setting].risk(difference),
    origin,
    protected: desired.protect.includes(setting),
    file: source?.file ?? null,
    line: source?.line ?? null,
  };
}
