import type { Guards, Report } from '../generated/schema-types.ts';
import { orderNumbers, orderProblems } from './report-order.ts';
import { inShard, type Shard } from './shard.ts';
import { summarize } from './summary.ts';
import { compareText } from './text-order.ts';

/** A report and what to call it: the file it was read from. */
export interface NamedReport {
  readonly name: string;
  readonly report: Report;
}

/** Why the reports do not come from one run, and what to do about it. */
export interface Refusal {
  readonly refusal: string;
  readonly hint: string;
}

/**
 * Joins the reports of all shards, in any order, into the report that one run over the whole fleet would have made. A single
 * report of a whole fleet is returned unchanged.
 */
export function mergeReports(reports: readonly NamedReport[]): { readonly report: Report } | Refusal {
  const [first, ...others] = reports;
  if (!first) return { refusal: 'no report is given', hint: 'give one report, or those of all shards of one run' };
  if (others.length === 0 && first.report.shard === null) return { report: first.report };
  const shards = reports.flatMap(toShardReport);
  const refusal =
    refuseDifferent(first, others) ??
    refuseUnsharded(reports) ??
    refuseOtherSplit(shards) ??
    refuseTwice(shards) ??
    refuseMissing(shards) ??
    refuseOtherFiles(first, others) ??
    refuseStrangers(shards) ??
    refuseRepeated(reports);
  return refusal ?? { report: join(first.report, shards) };
}

interface ShardReport extends NamedReport {
  readonly shard: Shard;
}

function toShardReport({ name, report }: NamedReport): ShardReport[] {
  return report.shard === null ? [] : [{ name, report, shard: report.shard }];
}

function refuseDifferent(first: NamedReport, others: readonly NamedReport[]): Refusal | null {
  for (const member of ['format_version', 'command', 'graph_url', 'graph_version'] as const) {
    const odd = others.find(({ report }) => report[member] !== first.report[member]);
    if (!odd) continue;
    const values = `${first.report[member]} and ${odd.report[member]}`;
    return { refusal: `${first.name} and ${odd.name} differ in ${member}: ${values}`, hint: ofOneRun };
  }
  return refuseOtherSelection(first, others) ?? refuseOtherBase(first, others);
}

function refuseOtherSelection(first: NamedReport, others: readonly NamedReport[]): Refusal | null {
  const selectionOf = ({ report }: NamedReport) => JSON.stringify(report.selection);
  const odd = others.find((other) => selectionOf(other) !== selectionOf(first));
  return odd
    ? { refusal: `${first.name} and ${odd.name} are about different selections of numbers`, hint: ofOneRun }
    : null;
}

function refuseOtherBase(first: NamedReport, others: readonly NamedReport[]): Refusal | null {
  const commitOf = ({ report }: NamedReport) => report.base?.commit ?? 'none';
  const odd = others.find((other) => commitOf(other) !== commitOf(first));
  if (!odd) return null;
  const values = `${commitOf(first)} and ${commitOf(odd)}`;
  return { refusal: `${first.name} and ${odd.name} differ in base: ${values}`, hint: ofOneRun };
}

function refuseUnsharded(reports: readonly NamedReport[]): Refusal | null {
  const whole = reports.find(({ report }) => report.shard === null);
  return whole
    ? { refusal: `${whole.name} is not the report of a shard and cannot be merged with others`, hint: ofOneRun }
    : null;
}

function refuseOtherSplit([first, ...others]: readonly ShardReport[]): Refusal | null {
  const odd = others.find(({ shard }) => shard.count !== first?.shard.count);
  if (!first || !odd) return null;
  const counts = `${first.shard.count} and ${odd.shard.count}`;
  return { refusal: `${first.name} and ${odd.name} come from different splits, into ${counts} shards`, hint: ofOneRun };
}

function refuseTwice(shards: readonly ShardReport[]): Refusal | null {
  const byIndex = new Map<number, string>();
  for (const { name, shard } of shards) {
    const other = byIndex.get(shard.index);
    if (other !== undefined) {
      return {
        refusal: `${other} and ${name} are both shard ${shard.index} of ${shard.count}`,
        hint: 'give the report of each shard once',
      };
    }
    byIndex.set(shard.index, name);
  }
  return null;
}

function refuseMissing(shards: readonly ShardReport[]): Refusal | null {
  const count = shards[0]?.shard.count ?? 0;
  const given = new Set(shards.map(({ shard }) => shard.index));
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter((index) => !given.has(index));
  if (missing.length === 0) return null;
  const which = missing.length === 1 ? `shard ${missing} of ${count} is` : `shards ${list(missing)} of ${count} are`;
  return {
    refusal: `${which} missing`,
    hint: 'give the reports of all shards, and run a shard again if it wrote no report',
  };
}

function list(indexes: readonly number[]): string {
  return `${indexes.slice(0, -1).join(', ')} and ${indexes.at(-1)}`;
}

/** Every shard checks the whole folder, so all of them count the same files. */
function refuseOtherFiles(first: NamedReport, others: readonly NamedReport[]): Refusal | null {
  const odd = others.find(({ report }) => report.summary.files !== first.report.summary.files);
  if (!odd) return null;
  const counts = `${first.report.summary.files} and ${odd.report.summary.files}`;
  return {
    refusal: `${first.name} and ${odd.name} were made from different settings files: ${counts} of them`,
    hint: ofOneRun,
  };
}

function refuseStrangers(shards: readonly ShardReport[]): Refusal | null {
  for (const { name, report, shard } of shards) {
    const stranger = report.numbers.find(({ phone_number_id }) => !inShard(phone_number_id, shard));
    if (stranger) {
      const refusal = `number ${stranger.phone_number_id} in ${name} does not belong to shard ${shard.index} of ${shard.count}`;
      return { refusal, hint: ofOneRun };
    }
  }
  return null;
}

function refuseRepeated(reports: readonly NamedReport[]): Refusal | null {
  for (const { name, report } of reports) {
    const seen = new Set<string>();
    for (const { phone_number_id: id } of report.numbers) {
      if (seen.has(id)) return { refusal: `number ${id} is in ${name} twice`, hint: ofOneRun };
      seen.add(id);
    }
  }
  return null;
}

const ofOneRun = 'give the reports of all shards of one run: the same command, endpoint, files and split';

function join(first: Report, shards: readonly ShardReport[]): Report {
  const reports = shards.toSorted((a, b) => a.shard.index - b.shard.index).map(({ report }) => report);
  const numbers = orderNumbers(
    reports.flatMap((report) => report.numbers),
    (number) => number.phone_number_id,
  );
  const problems = orderProblems(reports.flatMap((report) => report.problems));
  return {
    format_version: first.format_version,
    command: first.command,
    direction: first.direction,
    created_at: reports.map((report) => report.created_at).reduce(earlier),
    graph_url: first.graph_url,
    graph_version: first.graph_version,
    summary: summarize(numbers, problems, first.summary.files),
    numbers,
    problems,
    guards: joinGuards(shards),
    selection: first.selection,
    shard: null,
    saved_plan: null,
    base: joinBases(first.base, reports),
  };
}

/** Guards judge each shard separately. */
function joinGuards(shards: readonly ShardReport[]): Guards {
  const judged = shards.flatMap(({ report, shard }) => (report.guards ? [{ guards: report.guards, shard }] : []));
  if (judged.length === 0) return null;
  const limits = judged.map(({ guards }) => guards.limit);
  return {
    refused: judged.some(({ guards }) => guards.refused),
    changed_numbers: judged.reduce((sum, { guards }) => sum + guards.changed_numbers, 0),
    limit: limits.every((limit) => limit !== null) ? limits.reduce((sum, limit) => sum + limit, 0) : null,
    reasons: judged.flatMap(({ guards, shard }) =>
      guards.reasons.map((reason) => ({
        ...reason,
        message: `shard ${shard.index} of ${shard.count}: ${reason.message}`,
      })),
    ),
  };
}

function joinBases(base: Report['base'], reports: readonly Report[]): Report['base'] {
  if (base === null) return null;
  const unmanaged = reports.flatMap((report) => report.base?.no_longer_managed ?? []);
  return { ...base, no_longer_managed: unmanaged.sort((a, b) => compareText(a.file, b.file)) };
}

function earlier(a: string, b: string): string {
  return Date.parse(b) < Date.parse(a) ? b : a;
}
