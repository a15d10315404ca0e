import type { CheckedFolder } from '../desired/load.ts';
import type { NumberReport, Report } from '../generated/schema-types.ts';
import { directionOf } from '../plan/direction.ts';
import { summarize } from '../plan/summary.ts';
import type { ComparedBase } from './base.ts';
import type { Options } from './options.ts';

interface ReportSource {
  readonly desired: CheckedFolder;
  readonly asked: Report['selection'];
  readonly base: Pick<ComparedBase, 'inReport'> | null;
}

/** When and where a report is made; nothing is read without a Graph API to read from. */
type Circumstances = Pick<Options, 'clock' | 'shard'> & { readonly graph: Options['graph'] | null };

/** The report of a command. */
export function buildReport(
  command: Report['command'],
  { desired, asked, base }: ReportSource,
  numbers: NumberReport[],
  { graph, clock, shard }: Circumstances,
  guards: Report['guards'] = null,
): Report {
  const { problems, files } = desired;
  return {
    format_version: 2,
    command,
    direction: directionOf(command),
    created_at: clock().toISOString(),
    graph_url: graph?.url ?? null,
    graph_version: graph?.version ?? null,
    summary: summarize(numbers, problems, files),
    numbers,
    problems: [...problems],
    guards,
    selection: asked,
    shard,
    saved_plan: null,
    base: base?.inReport ?? null,
  };
}
