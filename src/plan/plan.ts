import type { Change, Failure, NumberReport, Outcome } from '../generated/schema-types.ts';
import { toChange } from './change.ts';
import { contextOf, type Viewpoint } from './context.ts';
import { asJson, type DesiredNumber } from './desired-number.ts';
import { diffSettings, normalizeLive } from './diff.ts';
import { viewPlannedHours } from './hours-view.ts';
import type { Json, JsonObject } from './json.ts';
import { buildNotes, restrictionNote } from './notes.ts';
import { activeRestrictions, pausesWrites, type Restriction } from './restriction.ts';
import { catalogue } from './settings/catalogue.ts';
import type { Context, Difference, Obstacle } from './settings/setting-row.ts';
import { splitSipServers } from './settings/sip-server.ts';

/** What the plan of one number is made from. */
export interface PlanInput extends Viewpoint {
  /** `calling` as GET returned it. */
  readonly live: JsonObject;
  readonly desired: DesiredNumber;
  /** Digest of a text, as `sha256:` and 64 hexadecimal digits. */
  readonly digest: (text: string) => string;
}

/**
 * The plan of one number: its changes, the very request to send, and what a reader should know. Pure: the same input gives
 * the same plan.
 */
export function buildNumberPlan(input: PlanInput): NumberReport {
  const { live, desired } = input;
  const context = contextOf(live, asJson(desired.calling), input);
  const sipAmbiguous = isSipAmbiguous(live, desired, context);
  // Of a server that cannot be told from others nothing can be said to differ.
  const differences = diffSettings(live, asJson(desired.calling), context).filter(
    ({ path }) => !(sipAmbiguous && path.startsWith('sip.servers')),
  );
  const hoursDrifted = differences.some(({ setting }) => setting === 'call_hours');
  const changes = differences.map((difference) => toChange(difference, desired));
  const restrictions = activeRestrictions(live, input.now);
  const request = buildRequest(live, desired, differences, context);
  const decision = decide(changes, request, restrictions, sipAmbiguous && !desired.protect.includes('sip'));
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
      ...(sipAmbiguous ? [sipAmbiguousNote] : []),
      ...buildNotes(live, desired, written, changes, context),
    ],
    call_hours: viewPlannedHours(live, asJson(desired.calling), hoursDrifted, context),
    live_fingerprint: input.digest(fingerprintText(live, desired, context)),
    error: decision.error,
  };
}

interface Request {
  readonly calling: Record<string, Json>;
  readonly obstacles: readonly Obstacle[];
}

/** One body with the drifted settings and no others; protected ones are left out. */
function buildRequest(
  live: JsonObject,
  desired: DesiredNumber,
  differences: readonly Difference[],
  context: Context,
): Request {
  const calling: Record<string, Json> = {};
  const obstacles: Obstacle[] = [];
  for (const row of catalogue) {
    const drifted = differences.filter(({ setting }) => setting === row.name);
    const value = desired.calling[row.name] as Json | undefined;
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
  sipAmbiguous: boolean,
): Decision {
  if (sipAmbiguous) return { outcome: 'failed', error: ambiguousSip };
  if (changes.length === 0) return { outcome: 'in_sync', error: null };
  if (changes.every((change) => change.protected)) return { outcome: 'protected', error: null };
  const pause = restrictions.find(pausesWrites);
  if (pause) return { outcome: 'restricted', error: restrictedFailure(pause) };
  if (request.obstacles.length > 0) return { outcome: 'failed', error: obstacleFailure(request.obstacles) };
  return { outcome: 'drifted', error: null };
}

const ambiguousSip: Failure = {
  code: 'sip_server_ambiguous',
  message: 'several apps have a SIP server on this number, and nothing tells which one is yours',
  hint: 'set app_id of the account in settings/callctl.yaml, or WHATSAPP_APP_ID, to the id of the app that the token belongs to',
};

const sipAmbiguousNote = {
  code: ambiguousSip.code,
  message: `${ambiguousSip.message}: not compared`,
  path: 'sip.servers',
};

function restrictedFailure({ type, reason, until }: Restriction): Failure {
  return {
    code: 'restricted',
    message: `${type}: ${reason}`,
    hint: until
      ? `Meta holds writes back until ${until}; apply again after that`
      : 'Meta holds writes back and gives no end',
  };
}

function obstacleFailure(obstacles: readonly Obstacle[]): Failure {
  return {
    code: 'cannot_write',
    message: obstacles.map(({ message }) => message).join('; '),
    hint: obstacles.map(({ hint }) => hint).join('; '),
  };
}

/** Several servers and no way to tell ours matters only where the file states servers. */
function isSipAmbiguous(live: JsonObject, desired: DesiredNumber, { app }: Context): boolean {
  return desired.calling.sip?.servers !== undefined && splitSipServers(live.sip, app).ambiguous;
}

/** All of live that the changes rest on: the settings the file manages, in normal form and whole. */
function fingerprintText(live: JsonObject, desired: DesiredNumber, context: Context): string {
  const managed = catalogue.filter(({ name }) => desired.calling[name] !== undefined);
  return JSON.stringify(managed.map((row) => [row.name, normalizeLive(row, live[row.name], context) ?? null]));
}
