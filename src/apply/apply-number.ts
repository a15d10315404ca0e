import type { WritingClient } from '../live/client.ts';
import type { LiveFailure } from '../live/failure.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import type { Failure, Note, NumberReport } from '../plan/schema-types.ts';
import type { Difference } from '../plan/setting-row.ts';
import { type ReadBackOptions, type Reading, readBack } from './read-back.ts';

export interface ApplyOptions extends ReadBackOptions {
  readonly client: WritingClient;
}

type Request = NumberReport['requests'][number];

/** How often a request is sent whose answer was lost. Live is read before each further time. */
const maxSends = 3;

/**
 * Carries out the plan of one number: posts the very request that was planned, then reads back. `applied` means that a
 * reading showed no drift. A drift that the write itself caused (SIP writes can reset SRTP) gets one more request of what
 * is left. Never throws for what the server does.
 */
export async function applyNumber(
  planned: NumberReport,
  desired: DesiredNumber,
  options: ApplyOptions,
): Promise<NumberReport> {
  const [request] = planned.requests;
  if (!request) return planned;
  const first = await postAndReadBack(request, desired, options);
  const next = first.kind === 'other_drift' ? first.plan.requests[0] : undefined;
  if (!next) return conclude(planned, [request], planned.notes, first);
  const second = await postAndReadBack(next, desired, options);
  return conclude(planned, [request, next], [...planned.notes, repairNote(next)], second);
}

type Result = Reading | { readonly kind: 'refused'; readonly failure: LiveFailure };

/** A POST is idempotent, so one whose answer was lost is settled by reading, and sent again where live does not show it. */
async function postAndReadBack(request: Request, desired: DesiredNumber, options: ApplyOptions): Promise<Result> {
  for (let send = 1; ; send += 1) {
    const posted = await options.client.postSettings(desired.phoneNumberId, request);
    if (!posted.ok && posted.failure.kind !== 'unanswered') return { kind: 'refused', failure: posted.failure };
    const reading = await readBack(request, desired, options);
    if (posted.ok || reading.kind !== 'not_shown') return reading;
    if (send === maxSends) return { kind: 'refused', failure: posted.failure };
  }
}

function conclude(planned: NumberReport, requests: Request[], notes: Note[], result: Result): NumberReport {
  const report = { ...planned, requests, notes };
  switch (result.kind) {
    case 'in_sync':
      return { ...report, outcome: 'applied', live_fingerprint: result.plan.live_fingerprint, error: null };
    case 'refused': {
      const { kind, code, message, hint } = result.failure;
      return { ...report, outcome: kind === 'restricted' ? 'restricted' : 'failed', error: { code, message, hint } };
    }
    case 'unreadable': {
      const message = `posted, but live could not be read back: ${result.failure.message}`;
      return {
        ...report,
        outcome: 'failed',
        error: { code: 'not_read_back', message, hint: 'run plan to see what live has now' },
      };
    }
    default:
      return { ...report, outcome: 'failed', error: unverified(result.differences) };
  }
}

function unverified(differences: readonly Difference[]): Failure {
  const told = differences.map(
    ({ path, before }) => `${path} reads ${before === undefined ? 'as not set' : JSON.stringify(before)}`,
  );
  return {
    code: 'not_verified',
    message: `posted, but live still differs: ${told.join('; ')}`,
    hint: 'reads may lag behind writes: run plan in a while, and apply again if it still drifts',
  };
}

function repairNote(request: Request): Note {
  const settings = Object.keys(request.calling as object).join(', ');
  return {
    code: 'second_request',
    message: `the write left ${settings} drifted: a second request was sent for it`,
    path: null,
  };
}
