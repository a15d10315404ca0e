import type { Failure, NumberReport } from '../generated/schema-types.ts';
import { canonicalText, type Json } from './json.ts';
import { jsonText } from './json-text.ts';

/** Whether a number still is as the plan says. A plan also changes with time: a holiday it would send may have expired since. */
export function isStale(planned: NumberReport, current: NumberReport): boolean {
  return (
    current.live_fingerprint !== planned.live_fingerprint ||
    canonicalText(current.requests as Json) !== canonicalText(planned.requests as Json)
  );
}

/** Says what has moved since the plan was made. */
export function staleFailure(planned: NumberReport, current: NumberReport): Failure {
  const moved = renderMove(planned, current);
  return {
    code: 'stale',
    message: `live has changed since the plan was made, or a holiday has expired, so nothing was sent: ${moved.join('; ')}`,
    hint: 'plan again and look at what changed',
  };
}

/** Describes what has drifted since the plan was made, and what no longer drifts. */
function renderMove(planned: NumberReport, current: NumberReport): string[] {
  const before = new Map(planned.changes.map((change) => [change.path, jsonText(change.before)]));
  const now = new Map(current.changes.map((change) => [change.path, jsonText(change.before)]));
  const paths = [...new Set([...before.keys(), ...now.keys()])].filter((path) => before.get(path) !== now.get(path));
  if (paths.length === 0) return ['a value that would be sent back unchanged has changed'];
  return paths.map((path) => `${path} was ${before.get(path) ?? 'in sync'} and is now ${now.get(path) ?? 'in sync'}`);
}
