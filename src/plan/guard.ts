import type { NumberReport } from '../generated/schema-types.ts';

/** How many numbers one apply may change: a count, a percentage of the selected numbers, or both; the stricter holds. */
export interface ChangeLimit {
  readonly count?: number;
  readonly percent?: number;
  /** A percentage never allows fewer than this, so that small fleets can be changed at all. */
  readonly floor?: number;
}

export const defaultLimit: ChangeLimit = { percent: 30, floor: 3 };

/** Reads `N` or `N%`; null when the text is neither. */
export function parseChangeLimit(text: string): ChangeLimit | null {
  const match = /^(\d{1,9})(%?)$/.exec(text);
  if (!match) return null;
  const value = Number(match[1]);
  if (match[2] === '') return { count: value };
  return value <= 100 ? { percent: value } : null;
}

/** Why a plan changes more numbers than allowed; null when it does not. */
export function checkChangeLimit(changed: number, selected: number, limit: ChangeLimit): string | null {
  const allowed = Math.min(
    limit.count ?? Number.POSITIVE_INFINITY,
    limit.percent === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(limit.floor ?? 0, Math.floor((selected * limit.percent) / 100)),
  );
  if (changed <= allowed) return null;
  return `${changed} of ${selected} selected would change, and no more than ${allowed} may${describe(limit)}`;
}

function describe({ percent, floor }: ChangeLimit): string {
  if (percent === undefined) return '';
  return floor ? ` (${percent} %, but never fewer than ${floor})` : ` (${percent} %)`;
}

/** Changes that apply would write and that deserve a second look, as one line each. */
export function riskyChanges(numbers: readonly NumberReport[]): string[] {
  return numbers
    .filter(({ outcome }) => outcome === 'drifted')
    .flatMap(({ file, changes }) =>
      changes.flatMap(({ path, risk, protected: held }) =>
        risk === null || held ? [] : [`${file}: ${path}: ${risk}`],
      ),
    );
}
