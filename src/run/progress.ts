import type { SettingsOptions } from './options.ts';
import type { Io } from './world.ts';

export interface Progress {
  readonly step: () => void;
  readonly end: () => void;
}

/** A counter on stderr, rewritten in place; silent where nobody watches. */
export function startProgress(verb: string, total: number, options: SettingsOptions, io: Io): Progress {
  if (!io.showsProgress || options.quiet) return { step: () => {}, end: () => {} };
  let done = 0;
  const show = () => io.stderr(`\r${verb} ${done} of ${total}`);
  show();
  return {
    step: () => {
      done += 1;
      if (done % Math.ceil(total / 200) === 0) show();
    },
    end: () => io.stderr(`\r${' '.repeat(verb.length + 40)}\r`),
  };
}
