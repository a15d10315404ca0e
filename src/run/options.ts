import { InvalidArgumentError } from 'commander';
import type { LoadedConfiguration } from '../desired/configuration.ts';
import { CallctlError } from '../errors.ts';
import { defaultGraphUrl, defaultGraphVersion, parseGraphUrl } from '../live/graph-url.ts';
import { parseShard, type Shard } from '../plan/shard.ts';
import type { Graph } from './saved-plan.ts';
import type { Io } from './world.ts';

/** How a report can be written. */
export const formats = ['text', 'json', 'markdown', 'html', 'github', 'sarif', 'junit'] as const;
export type Format = (typeof formats)[number];

/** Options of every command that works on settings files. */
export interface SettingsOptions {
  /** Folder of the settings files; `settings` where it is not given. */
  readonly settings?: string;
  readonly only: readonly string[];
  readonly format: Format;
  readonly output?: string;
  readonly color: boolean;
  readonly quiet?: boolean;
  /** The part of the selected numbers to work on; all of them where it is not given. */
  readonly shard?: Shard;
  /** Git revision that the files are compared with. */
  readonly base?: string;
  /** A fixed time in place of the clock. */
  readonly now?: Date;
}

/** Options of every command that reads live settings. */
export interface LiveOptions extends SettingsOptions {
  readonly concurrency?: number;
  readonly graphUrl?: string;
  readonly graphVersion?: string;
  /** Folder of the journal. */
  readonly journal?: string;
  /** Seconds that one request may take. */
  readonly timeout: number;
  /** Seconds that Meta may ask to wait. */
  readonly maxWait: number;
}

/** What flags, the configuration and the defaults come to, in this order. */
export interface Settled {
  readonly graph: Graph;
  readonly concurrency: number;
  readonly journal: string;
  readonly timeoutMs: number;
  readonly maxWaitMs: number;
}

export function settleOptions(options: LiveOptions, configuration: LoadedConfiguration, io: Io): Settled {
  return {
    graph: {
      url: parseGraphUrl(options.graphUrl ?? (io.env.WHATSAPP_GRAPH_URL || defaultGraphUrl)),
      version: options.graphVersion ?? configuration.graphVersion ?? defaultGraphVersion,
    },
    concurrency: options.concurrency ?? configuration.concurrency ?? defaultConcurrency,
    journal: options.journal ?? configuration.journal ?? defaultJournal,
    timeoutMs: options.timeout * 1000,
    maxWaitMs: options.maxWait * 1000,
  };
}

const defaultConcurrency = 16;
const defaultJournal = '.callctl/journal';

export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 1 to 9999.');
  return Number(text);
}

export function parseTime(text: string): Date {
  const time = new Date(text);
  const [, date = ''] = /^(\d{4}-\d{2}-\d{2})T.*(Z|[+-]\d{2}:\d{2})$/.exec(text) ?? [];
  if (!isDate(date) || Number.isNaN(time.getTime())) {
    throw new InvalidArgumentError('Expected an ISO 8601 time with its zone, as in 2026-11-22T10:00:00Z.');
  }
  return time;
}

/** JavaScript takes 31 February for 3 March. */
function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) && text !== '';
}

export function parseGraphVersion(text: string): string {
  if (!/^v\d{1,3}\.\d{1,2}$/.test(text)) throw new InvalidArgumentError('Expected a version as in v25.0.');
  return text;
}

export function parseShardOption(text: string): Shard {
  const shard = parseShard(text);
  if (shard === null) throw new InvalidArgumentError('Expected a part of a whole, as in 2/4.');
  return shard;
}

/** An argument left empty is most often an unset variable, and must not come to mean everything. */
export function parseText(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Expected something, and found an empty text.');
  return text;
}

/** A repeatable option. */
export function collect(text: string, before: readonly string[]): string[] {
  parseText(text);
  return [...before, text];
}

/** The time that decides which holidays have expired. */
export function clockOf(options: SettingsOptions, now: () => Date): () => Date {
  const fixed = options.now;
  return fixed ? () => fixed : now;
}

export function usage(message: string, hint: string | null = null): CallctlError {
  return new CallctlError('usage', message, hint);
}
