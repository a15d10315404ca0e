import type { LoadedConfiguration } from '../desired/configuration.ts';
import { defaultGraphUrl, defaultGraphVersion, parseGraphUrl } from '../live/graph-url.ts';
import { type ChangeLimit, defaultLimit } from '../plan/guard.ts';
import type { Shard } from '../plan/shard.ts';
import type { Format } from '../report/formats.ts';
import type { World } from './world.ts';

/** Flags of every command that prints a report. Here and below a flag that was not given is undefined. */
export interface ReportFlags {
  readonly format: Format | undefined;
  readonly output: string | undefined;
  readonly color: boolean;
  readonly verbose: boolean | undefined;
}

/** Flags of every command that works on settings files. */
export interface SettingsFlags extends ReportFlags {
  /** The settings folder. */
  readonly settings: string | undefined;
  readonly only: readonly string[];
  readonly now: Date | undefined;
  readonly quiet: boolean | undefined;
}

/** Flags that choose numbers, and what their files are compared with. */
export interface SelectionFlags extends SettingsFlags {
  readonly shard: Shard | undefined;
  /** Git revision that the files are compared with. */
  readonly base: string | undefined;
}

/** Flags of every command that reads live settings. */
export interface LiveFlags extends SelectionFlags {
  readonly concurrency: number | undefined;
  readonly graphUrl: string | undefined;
  readonly graphVersion: string | undefined;
  readonly journal: string | undefined;
  /** Seconds. */
  readonly timeout: number | undefined;
  /** Seconds. */
  readonly maxWait: number | undefined;
}

/** Flags of every command that writes live settings. */
export interface ApprovalFlags extends LiveFlags {
  readonly yes: boolean | undefined;
  readonly allowRisky: boolean | undefined;
  readonly maxChanged: ChangeLimit | undefined;
}

/** Where numbers are read and written. */
export interface Graph {
  readonly url: string;
  readonly version: string;
}

/** All that a run can be set to: flags first, then the configuration file, then the environment, then the defaults. */
export interface Options {
  readonly graph: Graph;
  /** Requests at once, over all accounts. */
  readonly concurrency: number;
  /** Longest time that one request may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Longest wait that Meta may ask for, in milliseconds. */
  readonly maxWaitMs: number;
  /** Folder of the journal. */
  readonly journal: string;
  /** The time that decides which holidays have expired: `--now`, or else the clock. */
  readonly clock: () => Date;
  readonly shard: Shard | null;
  /** How many numbers one apply may change. */
  readonly maxChanged: ChangeLimit;
  /** Whether risky changes may pass though nobody is asked. */
  readonly allowRisky: boolean;
  /** Whether to go on without asking. */
  readonly yes: boolean;
}

export const defaults = {
  settings: 'settings',
  format: 'text',
  width: 100,
  concurrency: 16,
  graphUrl: defaultGraphUrl,
  graphVersion: defaultGraphVersion,
  timeout: 30,
  maxWait: 300,
  journal: '.callctl/journal',
  maxChanged: defaultLimit,
} as const;

/**
 * The options of a run. Commands that lack some flags get the defaults for them.
 *
 * @throws CallctlError `usage` for a Graph URL that is not one.
 */
export function resolveOptions(
  flags: Partial<ApprovalFlags>,
  configuration: LoadedConfiguration,
  { env, now }: Pick<World, 'env' | 'now'>,
): Options {
  return {
    graph: {
      url: parseGraphUrl(flags.graphUrl ?? (env.WHATSAPP_GRAPH_URL || defaults.graphUrl)),
      version: flags.graphVersion ?? configuration.graphVersion ?? defaults.graphVersion,
    },
    concurrency: flags.concurrency ?? configuration.concurrency ?? defaults.concurrency,
    timeoutMs: (flags.timeout ?? defaults.timeout) * 1000,
    maxWaitMs: (flags.maxWait ?? defaults.maxWait) * 1000,
    journal: flags.journal ?? configuration.journal ?? defaults.journal,
    clock: clockOf(flags, now),
    shard: flags.shard ?? null,
    maxChanged: flags.maxChanged ?? configuration.maxChangedNumbers ?? defaults.maxChanged,
    allowRisky: flags.allowRisky ?? false,
    yes: flags.yes ?? false,
  };
}

/** `--now`, or else the clock. Files are checked with it before the configuration is known. */
export function clockOf({ now: fixed }: Partial<SettingsFlags>, now: () => Date): () => Date {
  return fixed ? () => fixed : now;
}
