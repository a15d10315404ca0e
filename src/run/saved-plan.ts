import { readFileSync } from 'node:fs';
import { CallctlError, usageError } from '../errors.ts';
import type { Report } from '../generated/schema-types.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { isObject } from '../plan/json.ts';
import { jsonText } from '../plan/json-text.ts';
import { parseJsonText } from '../plan/parse-json.ts';
import { renderJson } from '../report/json.ts';
import { digest } from './digest.ts';
import type { Graph, SelectionFlags } from './options.ts';
import { writeWhole } from './output-file.ts';
import { type Selection, selectDesired } from './selection.ts';
import type { World } from './world.ts';

/** The version of the plan file that this callctl writes and applies. */
const formatVersion = 2;

/** Saves a plan for a later `apply --plan`: the report, with what it rests on and a digest of itself. */
export function writePlan(
  plan: Report,
  numbers: readonly DesiredNumber[],
  path: string,
  mask: (text: string) => string,
): void {
  // Secrets are masked first, because the digest covers the text of the file.
  const masked = parseJsonText(mask(jsonText(plan))) as unknown as Report;
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
  if (!plan.saved_plan || plan.command !== 'plan')
    throw refuse(`${path} is not a plan saved with --out: it is a report, such as --output writes`);
  if (plan.saved_plan.digest !== digestPlan(plan))
    throw refuse(`${path} was edited or cut short: its digest does not match`);
  return plan;
}

/**
 * Selects again what a saved plan was made for.
 *
 * @param settings The settings folder, where it is not the one that the plan was made with.
 * @throws CallctlError `refused` where the same selection now names other numbers, or the files state something else.
 */
export async function selectPlanned(
  plan: Report,
  flags: SelectionFlags,
  world: Pick<World, 'env' | 'now'>,
): Promise<Selection> {
  const { settings, targets, only } = plan.selection ?? { settings: undefined, targets: [], only: [] };
  const shard = plan.shard ?? undefined;
  const asked = { ...flags, settings: flags.settings ?? settings, only, shard, base: undefined };
  const selection = await selectAgain(targets, asked, world);
  if (!selection.invalid) checkNumbers(plan, selection.numbers);
  // The report keeps the base of the plan; the plan already has the origins.
  return { ...selection, base: plan.base && { inReport: plan.base, numberOf: () => null } };
}

/**
 * Makes sure that a plan is applied where it was made.
 *
 * @throws CallctlError `refused` for a plan made for another Graph URL or another Graph version.
 */
export function checkGraph({ graph_url, graph_version }: Report, graph: Graph): void {
  if (graph_url === graph.url && graph_version === graph.version) return;
  throw refuse(`the plan was made for ${graph_url} ${graph_version}, and this is ${graph.url} ${graph.version}`);
}

/** What the plan was made for may no longer be there, which is not a wrong use of this command. */
async function selectAgain(...selecting: Parameters<typeof selectDesired>): Promise<Selection> {
  try {
    return await selectDesired(...selecting);
  } catch (error) {
    if (error instanceof CallctlError && error.code === 'usage')
      throw refuse(`the settings files have changed since the plan was made: ${error.message}`);
    throw error;
  }
}

function checkNumbers(plan: Report, numbers: readonly DesiredNumber[]): void {
  const now = new Set(numbers.map(({ phoneNumberId }) => phoneNumberId));
  const planned = new Set(plan.numbers.map(({ phone_number_id }) => phone_number_id));
  const added = [...now].filter((id) => !planned.has(id));
  const removed = [...planned].filter((id) => !now.has(id));
  const moved = [...describeIds('added', added), ...describeIds('removed', removed)];
  if (moved.length > 0) throw refuse(`the settings files have changed since the plan was made: ${moved.join('; ')}`);
  if (plan.saved_plan?.desired_digest !== digestDesired(numbers))
    throw refuse('the settings files have changed since the plan was made');
}

const mostListed = 3;

function describeIds(what: string, ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  const more = ids.length > mostListed ? ` and ${ids.length - mostListed} more` : '';
  return [`${what} ${ids.slice(0, mostListed).join(', ')}${more}`];
}

/** Covers what the files state, but not where or under which name: moving a line does not change a plan. */
function digestDesired(numbers: readonly DesiredNumber[]): string {
  return digest(
    jsonText(numbers.map(({ phoneNumberId, account, protect, calling }) => [phoneNumberId, account, protect, calling])),
  );
}

function digestPlan(plan: Report): string {
  return digest(jsonText({ ...plan, saved_plan: { ...plan.saved_plan, digest: '' } }));
}

function readText(path: string): string {
  try {
    // Some editors and shells put a byte order mark in front.
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw usageError(
      `cannot read the plan ${path}: ${(error as Error).message}`,
      'make one with callctl plan --out FILE',
    );
  }
}

function parsePlan(text: string, path: string): Report {
  try {
    const plan: unknown = parseJsonText(text);
    if (isObject(plan) && Array.isArray(plan.numbers)) return plan as unknown as Report;
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
