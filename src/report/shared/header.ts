import type { Report } from '../../generated/schema-types.ts';
import { capitalize } from './words.ts';

/** What was done, where, for which accounts and numbers, and when; empty for a report that read nothing. */
export function headerParts(report: Report): string[] {
  const { command, graph_url, graph_version, selection, shard, created_at } = report;
  if (graph_url === null) return [];
  return [
    capitalize(command),
    `${hostOf(graph_url)} ${graph_version ?? ''}`.trim(),
    ...accountsText(report),
    ...(selection === null ? [] : [selectionText(selection)]),
    ...(shard === null ? [] : [`part ${shard.index} of ${shard.count}`]),
    timeText(created_at),
  ];
}

/** The host that was asked, which is what tells production from a simulator. */
export function hostOf(graphUrl: string): string {
  return URL.canParse(graphUrl) ? new URL(graphUrl).host : graphUrl;
}

/** A time to the minute, in UTC. */
export function timeText(time: string): string {
  const [, day, clock] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}).*Z$/.exec(time) ?? [];
  return day === undefined ? time : `${day} ${clock} UTC`;
}

function accountsText({ numbers }: Report): string[] {
  const names = [...new Set(numbers.flatMap(({ account }) => account ?? []))].sort();
  if (names.length === 0) return [];
  return [`${names.length === 1 ? 'account' : 'accounts'} ${names.join(', ')}`];
}

function selectionText({ settings, targets, only }: NonNullable<Report['selection']>): string {
  const named = targets.length > 0 ? targets.join(' ') : settings;
  return [named, ...only.map((glob) => `--only ${glob}`)].join(' ');
}
