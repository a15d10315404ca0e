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
  /** Asks the person at the terminal; null where nobody is there. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** Resolves when the process is asked to end. */
  readonly interrupted: () => Promise<unknown>;
}
