import { accessSync, constants, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CallctlError } from '../errors.ts';

/**
 * Makes sure, before anything is sent, that a file can be written in the end.
 *
 * @param flag The flag that names the file, for the hint.
 * @throws CallctlError `io` where it cannot.
 */
export function checkWritable(path: string, flag: string): void {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw new Error('it is a folder');
    accessSync(found ? path : dirname(path), constants.W_OK);
  } catch (error) {
    throw cannotWrite(path, flag, error);
  }
}

/** Writes next to the file and renames, so that a reader never sees half of it. A device or a pipe is written to directly. */
export function writeWhole(path: string, text: string, flag: string): void {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && !found.isFile()) writeFileSync(path, text);
    else replaceFile(found ? realpathSync(path) : path, text);
  } catch (error) {
    throw cannotWrite(path, flag, error);
  }
}

function replaceFile(path: string, text: string): void {
  // Its own name is short, because the file's name may already have the maximum length.
  const draft = join(dirname(path), `.${process.pid}-${process.hrtime.bigint()}.tmp`);
  try {
    writeFileSync(draft, text);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    // The user did not name the draft.
    throw new Error((error as Error).message.replaceAll(draft, path));
  }
}

function cannotWrite(path: string, flag: string, error: unknown): CallctlError {
  return new CallctlError(
    'io',
    `cannot write ${path}: ${(error as Error).message}`,
    `give ${flag} a path that can be written`,
  );
}
