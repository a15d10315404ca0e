import { CallctlError, type ErrorCode } from '../errors.ts';
import type { NumberReport, Report } from '../generated/schema-types.ts';
import { checkChangeLimit, riskyChanges } from '../plan/guard.ts';
import { unreviewedChanges } from '../plan/review.ts';
import type { Options } from './options.ts';
import type { World } from './world.ts';

/** Decides whether a plan may be applied. Nothing has been sent by then. */
export type Approve = (plan: Report, signal: AbortSignal) => Promise<Verdict>;

/** `refused` by a guard, `not_approved` by the person asked or because nobody is there, `interrupted` by a signal. */
export type Verdict =
  | { readonly approved: true }
  | { readonly approved: false; readonly refusal: CallctlError; readonly isPlanShown: boolean };

/**
 * Approval by the guards, then by the person at the terminal.
 *
 * @param reviewed The plan as it was saved and reviewed; null where there is none.
 * @param showPlan Shows the plan to the person who is asked.
 */
export function askForApproval(
  options: Options,
  reviewed: Report | null,
  { ask }: Pick<World, 'ask'>,
  showPlan: (plan: Report) => void,
): Approve {
  return async (plan, signal) => {
    const refusal = refuse(plan, options, reviewed, ask !== null);
    if (refusal) return { approved: false, refusal, isPlanShown: false };
    if (reviewed || options.yes || ask === null) return { approved: true };
    showPlan(plan);
    const { drifted } = plan.summary;
    const numbers = drifted === 1 ? 'number' : 'numbers';
    const answer = await ask(`Apply these changes to ${drifted} ${numbers}? Only "yes" is taken: `, signal);
    if (signal.aborted) return declined('interrupted', 'interrupted before approval: nothing was sent');
    return answer.trim() === 'yes' ? { approved: true } : declined('not_approved', 'not approved: nothing was sent');
  };
}

function declined(code: ErrorCode, message: string): Verdict {
  return { approved: false, refusal: new CallctlError(code, message), isPlanShown: true };
}

/** Every guard that refuses, each with the flag that lifts it. */
function refuse(plan: Report, options: Options, reviewed: Report | null, canAsk: boolean): CallctlError | null {
  const changed = plan.summary.drifted;
  const tooMany = checkChangeLimit(changed, plan.summary.numbers, options.maxChanged);
  const isAsked = !reviewed && !options.yes;
  const risky = isAsked || options.allowRisky ? [] : riskyChanges(unapproved(plan, reviewed));
  const lifted = [
    ...(tooMany === null ? [] : [{ reason: tooMany, flag: `--max-changed ${changed}` }]),
    ...(risky.length === 0 ? [] : [{ reason: describeRisky(risky), flag: '--allow-risky' }]),
  ];
  if (lifted.length > 0) {
    const reasons = lifted.map(({ reason }) => reason).join('; ');
    const flags = lifted.map(({ flag }) => flag).join(' ');
    return new CallctlError('refused', `${reasons}: nothing was sent`, `review the plan; to go on, pass ${flags}`);
  }
  return reviewed || options.yes || canAsk ? null : nobodyToAsk(plan);
}

function unapproved({ numbers }: Report, reviewed: Report | null): readonly NumberReport[] {
  return reviewed ? unreviewedChanges(reviewed.numbers, numbers) : numbers;
}

function nobodyToAsk({ command }: Report): CallctlError {
  return new CallctlError(
    'not_approved',
    'nobody can be asked to approve the plan: nothing was sent',
    command === 'restore'
      ? 'pass --yes to restore without asking'
      : 'pass --yes to apply without asking, or save a plan with plan --out and apply that',
  );
}

const mostListed = 3;

function describeRisky(risky: readonly string[]): string {
  const more = risky.length > mostListed ? `, and ${risky.length - mostListed} more` : '';
  return `risky changes that nobody approved: ${risky.slice(0, mostListed).join(', ')}${more}`;
}
