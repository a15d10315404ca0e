import { readFileSync } from 'node:fs';
import { CallctlError, usageError } from '../errors.ts';
import type { Report } from '../generated/schema-types.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { isObject, isWithinDepth } from '../plan/json.ts';
import { renderJson } from '../report/json.ts';
import { digest } from './digest.ts';
import type { Graph } from './options.ts';
import { writeWhole } from './output-file.ts';
import type { Selection } from './selection.ts';

/** The version of the plan file that this callctl writes and applies. */
const formatVersion = 1;

/** Saves a plan for a later `apply --plan`: the report, with what it rests on and a digest of itself. */
export function writePlan(
  plan: Report,
  numbers: readonly DesiredNumber[],
  path: string,
  mask: (text: string) => string,
): void {
  // Secrets are masked first, because the digest covers the text of the file.
  const masked = JSON.parse(mask(JSON.stringify(plan))) as Report;
  const saved = { ...masked, saved_plan: { desired_digest: digestDesired(numbers), digest: '' } };
  saved.saved_plan.digest = digestPlan(saved);
  writeWhole(path, renderJson(saved), '--out');
}

/**
 * Reads a saved plan.
 *
 * @throws CallctlError `usage` where there is no such file, `refused` for one that is not a plan, was edited or was cut short.
 */
export function readPlan(path: string): Report {
  const plan = parsePlan(readText(path), path);
  if (plan.format_version !== formatVersion) {
    throw refuse(`${path} has format version ${plan.format_version}, and this callctl reads ${formatVersion}`);
  }
  if (!plan.saved_plan || plan.command !== 'plan') throw refuse(`${path} is not a plan saved with --out`);
  if (plan.saved_plan.digest !== digestPlan(plan))
    throw refuse(`${path} was edited or cut short: its digest does not match`);
  return plan;
}

/**
 * The selection of a saved plan: its numbers, as the files state them now.
 *
 * @throws CallctlError `refused` for a plan made for other files, another Graph URL or another Graph version.
 */
export function selectPlanned(plan: Report, selection: Selection, graph: Graph): Selection {
  // The report keeps the base of the plan; the plan already has the origins.
  const base = plan.base && { inReport: plan.base, numberOf: () => null };
  const numbers = selection.invalid ? [] : plannedNumbers(plan, selection.desired.numbers, graph);
  return { ...selection, numbers, base };
}

function plannedNumbers(plan: Report, desired: readonly DesiredNumber[], graph: Graph): DesiredNumber[] {
  if (plan.graph_url !== graph.url || plan.graph_version !== graph.version) {
    throw refuse(
      `the plan was made for ${plan.graph_url} ${plan.graph_version}, and this is ${graph.url} ${graph.version}`,
    );
  }
  const byId = new Map(desired.map((number) => [number.phoneNumberId, number]));
  const numbers = plan.numbers.flatMap(({ phone_number_id }) => byId.get(phone_number_id) ?? []);
  if (numbers.length < plan.numbers.length || plan.saved_plan?.desired_digest !== digestDesired(numbers)) {
    throw refuse('the settings files have changed since the plan was made');
  }
  return numbers;
}

/** Covers what the files state, but not where or under which name: moving a line does not change a plan. */
function digestDesired(numbers: readonly DesiredNumber[]): string {
  return digest(
    JSON.stringify(
      numbers.map(({ phoneNumberId, account, protect, calling }) => [phoneNumberId, account, protect, calling]),
    ),
  );
}

function digestPlan(plan: Report): string {
  return digest(JSON.stringify({ ...plan, saved_plan: { ...plan.saved_plan, digest: '' } }));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw usageError(
      `cannot read the plan ${path}: ${(error as Error).message}`,
      'make one with callctl plan --out FILE',
    );
  }
}

function parsePlan(text: string, path: string): Report {
  try {
    const plan: unknown = JSON.parse(text);
    if (isObject(plan) && Array.isArray(plan.numbers) && isWithinDepth(plan)) return plan as unknown as Report;
  } catch {
    // Reported below: half a file is not JSON.
  }
  throw refuse(`${path} is not a plan, or was cut short`);
}

function refuse(message: string): CallctlError {
  return new CallctlError(
    'refused',
    `${message}: nothing was sent`,
    'make a new plan with callctl plan --out FILE, and review it',
  );
}
