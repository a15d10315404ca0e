/** The outer world as a command sees it. Only main.ts makes the real one. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** The report, and nothing else. */
  readonly stdout: (text: string) => void;
  /** Progress, warnings and errors. */
  readonly stderr: (text: string) => void;
  /** Whether stdout takes colours. */
  readonly color: boolean;
  /** Whether stderr is a terminal that can show progress. */
  readonly showsProgress: boolean;
  /** Asks the person at the terminal, until the signal aborts; null where nobody is there. */
  readonly ask: ((question: string, signal: AbortSignal) => Promise<string>) | null;
  /** Begins to listen for SIGINT and SIGTERM: the first is left to the command, a second ends the process at once. */
  readonly listenForInterrupt: () => Interrupt;
  /** Has more secrets blotted out, everywhere. */
  readonly addSecrets: (secrets: readonly (string | null | undefined)[]) => void;
  /** Blots out secrets, for what goes elsewhere than to stdout and stderr. */
  readonly mask: (text: string) => string;
}

export interface Interrupt {
  readonly happened: () => boolean;
  /** Aborts when it happens. */
  readonly signal: AbortSignal;
  readonly stopListening: () => void;
}
