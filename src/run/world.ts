/** The outer world as a command sees it. Only main.ts makes the real one. */
export interface World {
  readonly env: Environment;
  readonly now: () => Date;
  /** The report, and nothing else. */
  readonly stdout: (text: string) => void;
  /** Progress, warnings and errors. */
  readonly stderr: (text: string) => void;
  /** Whether stdout takes colours. */
  readonly color: boolean;
  /** Columns of the terminal, or those of a usual one. */
  readonly width: number;
  /** Whether stderr is a terminal that can show progress. */
  readonly showsProgress: boolean;
  /** Asks the person at the terminal, until the signal aborts; null where nobody is there. */
  readonly ask: ((question: string, signal: AbortSignal) => Promise<string>) | null;
  /** From now on the first SIGINT, SIGTERM or SIGHUP aborts this signal instead of ending the process; a second one ends it. */
  readonly listenForInterrupt: () => AbortSignal;
  /** Masks more secrets, everywhere. */
  readonly addSecrets: (secrets: readonly (string | null | undefined)[]) => void;
  /** Masks secrets in text that does not go to stdout or stderr. */
  readonly mask: (text: string) => string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a run needs of the world. It prints nothing: what happens meanwhile goes to `warn` and to a progress. */
export interface RunWorld extends Pick<World, 'env' | 'now' | 'addSecrets' | 'mask'> {
  /** Aborts when nothing new may be sent any more. */
  readonly signal: AbortSignal;
  /** Prints a line about something that the report does not say. */
  readonly warn: (line: string) => void;
  readonly startProgress: (verb: string, total: number) => Progress;
}

/** A count of what is done so far. */
export interface Progress {
  readonly step: () => void;
  readonly end: () => void;
}

/** The world of one run: it listens for interrupts from here on, and shows progress on stderr unless it is to be quiet. */
export function startRun(world: World, { quiet }: { readonly quiet: boolean | undefined }): RunWorld {
  const { env, now, addSecrets, mask, stderr } = world;
  return {
    env,
    now,
    addSecrets,
    mask,
    signal: world.listenForInterrupt(),
    warn: (line) => stderr(`${line}\n`),
    startProgress: (verb, total) =>
      world.showsProgress && !quiet ? showProgress(verb, total, stderr) : { step: () => {}, end: () => {} },
  };
}

/** A counter that is rewritten in place. */
function showProgress(verb: string, total: number, print: World['stderr']): Progress {
  let done = 0;
  const show = () => print(`\r${verb} ${done} of ${total}`);
  show();
  return {
    step: () => {
      done += 1;
      if (done % Math.ceil(total / 200) === 0) show();
    },
    end: () => print(`\r${' '.repeat(verb.length + 40)}\r`),
  };
}
