import type { CheckedFolder } from '../desired/load.ts';
import type { NumberReport, Report } from '../plan/schema-types.ts';
import { summarize } from '../plan/summary.ts';
import type { Graph } from './saved-plan.ts';

/** The report of a command. `graph` is null where nothing is read. */
export function buildReport(
  command: Report['command'],
  { problems, files }: CheckedFolder,
  numbers: NumberReport[],
  graph: Graph | null,
  now: Date,
  shard: Report['shard'] = null,
): Report {
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
    base: null,
  };
}
