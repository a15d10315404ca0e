import type { GuardReason, Guards, NumberReport } from '../generated/schema-types.ts';

/** How many numbers one apply may change: a count, a percentage of all numbers of the folder, or both; the stricter applies. */
export interface ChangeLimit {
  readonly count?: number;
  readonly percent?: number;
}

export const defaultLimit: ChangeLimit = { percent: 30 };

/** A percentage never allows fewer than this, so that small fleets can be changed at all. */
const leastOfPercentage = 3;

/** Reads `N` or `N%`; null when the text is neither. */
export function parseChangeLimit(text: string): ChangeLimit | null {
  const match = /^(\d{1,9})(%?)$/.exec(text);
  if (!match) return null;
  const value = Number(match[1]);
  if (match[2] === '') return { count: value };
  return value <= 100 ? { percent: value } : null;
}

/** What the guards judge a plan by. */
export interface GuardOptions {
  /** How many numbers the folder has, or the shard of it. */
  readonly folderSize: number;
  readonly limit: ChangeLimit;
  /** Numbers whose risky changes nobody approves. */
  readonly unapproved: readonly NumberReport[];
}

/** Whether the guards let a plan be applied, and what lifts a refusal. */
export function judge(numbers: readonly NumberReport[], options: GuardOptions): NonNullable<Guards> {
  const { folderSize, limit, unapproved } = options;
  const changed = numbers.filter(isDrifted).length;
  const allowed = allowedChanges(folderSize, limit);
  const reasons = [...judgeCount(changed, allowed, options), ...judgeRisk(riskyChanges(unapproved))];
  return { refused: reasons.length > 0, changed_numbers: changed, limit: allowed, reasons };
}

/** Null where nothing limits it. */
function allowedChanges(folderSize: number, { count, percent }: ChangeLimit): number | null {
  const ofFolder = percent === undefined ? [] : [Math.max(leastOfPercentage, Math.floor((folderSize * percent) / 100))];
  const limits = [...(count === undefined ? [] : [count]), ...ofFolder];
  return limits.length === 0 ? null : Math.min(...limits);
}

function judgeCount(changed: number, allowed: number | null, { folderSize, limit }: GuardOptions): GuardReason[] {
  if (allowed === null || changed <= allowed) return [];
  const basis = allowed === limit.count ? '' : describePercentage(limit.percent, folderSize, allowed);
  return [
    {
      code: 'too_many_changes',
      message: `${changed} ${changed === 1 ? 'number' : 'numbers'} would change, and the limit is ${allowed}${basis}`,
      hint: `run it with --max-changed ${changed} or raise guards.max_changed_numbers`,
    },
  ];
}

function describePercentage(percent: number | undefined, folderSize: number, allowed: number): string {
  const least = allowed === leastOfPercentage ? `, but never fewer than ${leastOfPercentage}` : '';
  return ` (${percent} % of ${folderSize}${least})`;
}

const mostListed = 3;

function judgeRisk(risky: readonly string[]): GuardReason[] {
  if (risky.length === 0) return [];
  const more = risky.length > mostListed ? `, and ${risky.length - mostListed} more` : '';
  const message = `risky changes that nobody approved: ${risky.slice(0, mostListed).join(', ')}${more}`;
  return [{ code: 'risky_changes', message, hint: 'review them and pass --allow-risky' }];
}

/** Changes that apply would write and that deserve a second look, as one line each. */
function riskyChanges(numbers: readonly NumberReport[]): string[] {
  return numbers
    .filter(isDrifted)
    .flatMap(({ file, changes }) =>
      changes.flatMap(({ path, risk, protected: held }) =>
        risk === null || held ? [] : [`${file}: ${path}: ${risk}`],
      ),
    );
}

function isDrifted({ outcome }: NumberReport): boolean {
  return outcome === 'drifted';
}
