import { CallctlError, type ErrorCode } from '../errors.ts';
import type { Report } from '../generated/schema-types.ts';
import { hostOf } from '../report/shared/header.ts';
import { count, countChanges } from '../report/shared/words.ts';
import type { Options } from './options.ts';
import type { World } from './world.ts';

/** Decides whether a plan may be applied. Nothing has been sent by then. */
export type Approve = (plan: Report, signal: AbortSignal) => Promise<Verdict>;

/** `refused` by a guard, `not_approved` by the person asked or because nobody is there, `interrupted` by a signal. */
export type Verdict =
  | { readonly approved: true }
  | { readonly approved: false; readonly refusal: CallctlError; readonly isPlanShown: boolean };

/**
 * Approval by the guards, whose verdict the plan holds, then by the person at the terminal.
 *
 * @param isReviewed Whether the plan was saved and reviewed before.
 * @param showPlan Shows the plan to the person who is asked.
 */
export function askForApproval(
  options: Pick<Options, 'yes'>,
  isReviewed: boolean,
  { ask }: Pick<World, 'ask'>,
  showPlan: (plan: Report) => void,
): Approve {
  return async (plan, signal) => {
    const refusal = refuse(plan, isReviewed || options.yes || ask !== null);
    if (refusal) return { approved: false, refusal, isPlanShown: false };
    if (isReviewed || options.yes || ask === null) return { approved: true };
    showPlan(plan);
    const answer = await ask(`${questionOf(plan)} Only "yes" is taken: `, signal);
    if (signal.aborted) return declined('interrupted', 'interrupted before approval: nothing was sent');
    return answer.trim() === 'yes' ? { approved: true } : declined('not_approved', 'not approved: nothing was sent');
  };
}

/** What is about to happen, how much of it, and where. */
function questionOf({ numbers, graph_url }: Report): string {
  const drifted = numbers.filter(({ outcome }) => outcome === 'drifted');
  const { writable, risky } = countChanges(drifted);
  const what = `${count(writable, 'change')} to ${count(drifted.length, 'number')}`;
  const where = graph_url === null ? '' : ` on ${hostOf(graph_url)}`;
  return `Apply ${what}${risky > 0 ? ` (${risky} risky)` : ''}${where}?`;
}

function declined(code: ErrorCode, message: string): Verdict {
  return { approved: false, refusal: new CallctlError(code, message), isPlanShown: true };
}

function refuse(plan: Report, canGoOn: boolean): CallctlError | null {
  const reasons = plan.guards?.reasons ?? [];
  if (reasons.length > 0) {
    const message = reasons.map((reason) => reason.message).join('; ');
    const hint = reasons.map((reason) => reason.hint).join('; ');
    return new CallctlError('refused', `${message}: nothing was sent`, hint);
  }
  return canGoOn ? null : nobodyToAsk(plan);
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
