import type { Change } from '../generated/schema-types.ts';
import { type DesiredNumber, sourceOf } from './desired-number.ts';
import { catalogue } from './settings/catalogue.ts';
import type { Difference, Sides } from './settings/setting-row.ts';

/** What changes are judged by, and where they come from. */
export interface Judgement {
  /** `write` judges what a request does to the number, `drift` what became of it since. */
  readonly judges: 'write' | 'drift';
  /** As a write would change it. */
  readonly sides: Sides;
  readonly origin: Change['origin'];
}

/** A difference as reports show it: with its risk, and the line that states the desired value. */
export function toChange(difference: Difference, desired: DesiredNumber, judgement: Judgement): Change {
  const { path, setting, before, after } = difference;
  const source = sourceOf(desired, path);
  return {
    path,
    setting,
    action: before === undefined ? 'add' : after === undefined ? 'remove' : 'change',
    before: before ?? null,
    after: after ?? null,
    risk: riskOf(difference, judgement),
    origin: judgement.origin,
    protected: desired.protect.includes(setting),
    file: source?.file ?? null,
    line: source?.line ?? null,
  };
}

function riskOf(difference: Difference, { judges, sides }: Judgement): string | null {
  const { risk } = catalogue[difference.setting];
  if (judges === 'write') return risk(difference, sides);
  const { before, after } = difference;
  return risk({ ...difference, before: after, after: before }, { before: sides.after, after: sides.before });
}
