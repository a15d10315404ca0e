import type { CheckedFolder } from '../desired/load.ts';
import type { NumberReport, Report } from '../generated/schema-types.ts';
import { summarize } from '../plan/summary.ts';
import type { ComparedBase } from './base.ts';
import type { Graph } from './saved-plan.ts';

/** When and where a report is made. */
export interface Circumstances {
  /** Null where nothing is read. */
  readonly graph: Graph | null;
  readonly now: Date;
  readonly shard: Report['shard'];
}

/** The report of a command. */
export function buildReport(
  command: Report['command'],
  { desired, base }: { readonly desired: CheckedFolder; readonly base: Pick<ComparedBase, 'told'> | null },
  numbers: NumberReport[],
  { graph, now, shard }: Circumstances,
): Report {
  const { problems, files } = desired;
  return {
    format_version: 1,
    command,
    created_at: now.toISOString(),
    graph_url: graph?.url ?? null,
    graph_version: graph?.version ?? null,
    summary: summarize(numbers, problems, files),
    numbers,
    problems: [...problems],
    shard,
    saved_plan: null,
    base: base?.told ?? null,
  };
}
