import { CallctlError } from '../errors.ts';
import type { Report } from '../generated/schema-types.ts';
import { type ChangeLimit, checkChangeLimit, riskyChanges } from '../plan/guard.ts';
import { renderText } from '../report/text.ts';
import type { LiveOptions } from './options.ts';
import { printReport } from './print-report.ts';
import type { Interrupt, Io } from './world.ts';

export interface ApprovalOptions extends LiveOptions {
  readonly yes?: boolean;
  readonly maxChanged?: ChangeLimit;
  /** Lets risky changes pass though nobody is asked. */
  readonly allowRisky?: boolean;
}

/**
 * Lets a plan pass, or prints it and throws. Nothing has been sent by then.
 *
 * @throws CallctlError `refused` by a guard, `not_approved` by the person asked or for want of one,
 *   `interrupted` by a signal meanwhile.
 */
export async function approve(
  plan: Report,
  limit: ChangeLimit,
  isReviewed: boolean,
  options: ApprovalOptions,
  io: Io,
  interrupt: Interrupt,
): Promise<void> {
  const changed = plan.summary.drifted;
  const refusal = refuse(plan, limit, isReviewed, options, io);
  if (refusal !== null) {
    await printReport(plan, options, io);
    throw refusal;
  }
  if (isReviewed || options.yes || io.ask === null) return;
  io.stderr(`${renderText({ ...plan, command: 'plan' }, { color: options.color && io.color })}\n`);
  const numbers = changed === 1 ? 'number' : 'numbers';
  const answer = await io.ask(`Apply these changes to ${changed} ${numbers}? Only "yes" is taken: `, interrupt.signal);
  if (interrupt.happened())
    throw new CallctlError('interrupted', 'interrupted before it was approved: nothing was sent');
  if (answer.trim() !== 'yes') throw new CallctlError('not_approved', 'not approved: nothing was sent');
}

/** Every guard that refuses, each with the flag that lifts it. */
function refuse(
  plan: Report,
  limit: ChangeLimit,
  isReviewed: boolean,
  options: ApprovalOptions,
  io: Io,
): CallctlError | null {
  const changed = plan.summary.drifted;
  const tooMany = checkChangeLimit(changed, plan.summary.numbers, limit);
  const risky = isReviewed || !options.yes || options.allowRisky ? [] : riskyChanges(plan.numbers);
  if (tooMany !== null || risky.length > 0) {
    const reasons = [...(tooMany === null ? [] : [tooMany]), ...(risky.length === 0 ? [] : [tellRisky(risky)])];
    const flags = [
      ...(tooMany === null ? [] : [`--max-changed ${changed}`]),
      ...(risky.length === 0 ? [] : ['--allow-risky']),
    ];
    return new CallctlError(
      'refused',
      `${reasons.join('; ')}: nothing was sent`,
      `look at the plan; to go on, pass ${flags.join(' ')}`,
    );
  }
  if (isReviewed || options.yes || io.ask !== null) return null;
  return new CallctlError(
    'not_approved',
    'nobody is here to approve the plan: nothing was sent',
    plan.command === 'restore'
      ? 'pass --yes to restore without being asked'
      : 'pass --yes to apply without being asked, or save the plan with plan --out and apply that',
  );
}

const mostTold = 3;

function tellRisky(risky: readonly string[]): string {
  const more = risky.length > mostTold ? `, and ${risky.length - mostTold} more` : '';
  return `risky changes that nobody was asked about: ${risky.slice(0, mostTold).join(', ')}${more}`;
}
