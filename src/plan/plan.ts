import type { Change, Failure, NumberReport, Outcome } from '../generated/schema-types.ts';
import { type Judgement, toChange } from './change.ts';
import { contextOf, type Viewpoint } from './context.ts';
import { asJson, type DesiredNumber, type SettingName } from './desired-number.ts';
import { diffSettings, normalizeLive } from './diff.ts';
import { viewPlannedHours } from './hours-view.ts';
import { canonicalText, type Json, type JsonObject, overlay } from './json.ts';
import { ambiguityNote, buildNotes, restrictionNote } from './notes.ts';
import { activeRestrictions, pausesWrites, type Restriction } from './restriction.ts';
import { isWithin } from './setting-path.ts';
import { type NamedRow, rows } from './settings/catalogue.ts';
import type { Ambiguity, Context, Difference, Obstacle } from './settings/setting-row.ts';

/** What the plan of one number is made from. */
export interface PlanInput extends Viewpoint {
  /** `calling` as GET returned it. */
  readonly live: JsonObject;
  readonly desired: DesiredNumber;
  /** Which way risk is judged; `write` if left out. */
  readonly judges?: Judgement['judges'];
  /** Digest of a text, as `sha256:` and 64 hexadecimal digits. */
  readonly digest: (text: string) => string;
}

/**
 * The plan of one number: its changes, the exact request to send, and what a reader should know. The same input gives the
 * same plan.
 */
export function buildNumberPlan(input: PlanInput): NumberReport {
  const { live, desired } = input;
  const calling = asJson(desired.calling);
  const context = contextOf(live, calling, input);
  // Most files state few settings.
  const managed = rows.filter(({ name }) => calling[name] !== undefined);
  const ambiguities = findAmbiguities(managed, live, calling, context);
  const differences = diffSettings(live, calling, context).filter(
    (difference) => !ambiguities.some(({ path }) => isWithin(difference.path, path)),
  );
  const sides = { before: live, after: overlay(live, calling) };
  const judgement = { judges: input.judges ?? 'write', sides, origin: null } as const;
  const changes = differences.map((difference) => toChange(difference, desired, judgement));
  const restrictions = activeRestrictions(live, input.now);
  const request = buildRequest(managed, live, desired, differences, context);
  const toResolve = ambiguities.find(({ setting }) => !desired.protect.includes(setting));
  const decision = decide(changes, request, restrictions, toResolve);
  const written = decision.outcome === 'drifted' ? Object.keys(request.calling) : [];
  return {
    phone_number_id: desired.phoneNumberId,
    name: desired.name,
    account: desired.account,
    file: desired.file,
    outcome: decision.outcome,
    changes,
    requests: written.length > 0 ? [{ calling: request.calling }] : [],
    notes: [
      ...restrictions.map(restrictionNote),
      ...ambiguities.map(ambiguityNote),
      ...buildNotes(managed, live, desired, written, changes, context),
    ],
    call_hours: viewPlannedHours(live, calling, differences, context),
    live_fingerprint: input.digest(fingerprintText(managed, live, context)),
    error: decision.error,
  };
}

interface SettingAmbiguity extends Ambiguity {
  readonly setting: SettingName;
}

function findAmbiguities(
  managed: readonly NamedRow[],
  live: JsonObject,
  desired: JsonObject,
  context: Context,
): SettingAmbiguity[] {
  return managed.flatMap(({ name, ambiguity }) => {
    const value = desired[name];
    const found = value !== undefined && ambiguity?.(live[name], value, context);
    return found ? [{ ...found, setting: name }] : [];
  });
}

interface Request {
  readonly calling: Record<string, Json>;
  readonly obstacles: readonly Obstacle[];
}

/** One body with the drifted settings and nothing else. Protected settings are left out. */
function buildRequest(
  managed: readonly NamedRow[],
  live: JsonObject,
  desired: DesiredNumber,
  differences: readonly Difference[],
  context: Context,
): Request {
  const stated = asJson(desired.calling);
  const calling: Record<string, Json> = {};
  const obstacles: Obstacle[] = [];
  for (const row of managed) {
    const drifted = differences.filter(({ setting }) => setting === row.name);
    const value = stated[row.name];
    if (drifted.length === 0 || value === undefined || desired.protect.includes(row.name)) continue;
    const write = row.write(live[row.name], value, drifted, context);
    if ('obstacles' in write) obstacles.push(...write.obstacles);
    else calling[row.name] = write.value;
  }
  return { calling, obstacles };
}

interface Decision {
  readonly outcome: Outcome;
  readonly error: Failure | null;
}

function decide(
  changes: readonly Change[],
  request: Request,
  restrictions: readonly Restriction[],
  ambiguity: Ambiguity | undefined,
): Decision {
  if (ambiguity) return { outcome: 'failed', error: ambiguity.failure };
  if (changes.length === 0) return { outcome: 'in_sync', error: null };
  if (changes.every((change) => change.protected)) return { outcome: 'protected', error: null };
  const pause = restrictions.find(pausesWrites);
  if (pause) return { outcome: 'restricted', error: restrictedFailure(pause) };
  if (request.obstacles.length > 0) return { outcome: 'failed', error: obstacleFailure(request.obstacles) };
  return { outcome: 'drifted', error: null };
}

function restrictedFailure({ type, reason, until }: Restriction): Failure {
  return {
    code: 'restricted',
    message: `${type}: ${reason}`,
    hint: until
      ? `Meta blocks changes until ${until}; apply again after that`
      : 'Meta blocks changes and does not say until when',
  };
}

function obstacleFailure(obstacles: readonly Obstacle[]): Failure {
  return {
    code: 'cannot_write',
    message: obstacles.map(({ message }) => message).join('; '),
    hint: obstacles.map(({ hint }) => hint).join('; '),
  };
}

/** The live settings that the changes rest on: all that the file manages, complete and in normal form. */
function fingerprintText(managed: readonly NamedRow[], live: JsonObject, context: Context): string {
  return canonicalText(managed.map((row) => [row.name, normalizeLive(row, live[row.name], context) ?? null]));
}
