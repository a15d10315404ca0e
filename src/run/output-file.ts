import { accessSync, chmodSync, constants, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
    // A file that is there can be written in place, whatever may be done in its folder.
    if (found) accessSync(path, constants.W_OK);
    else tryFolder(path);
  } catch (error) {
    throw cannotWrite(path, flag, error);
  }
}

/** Some file systems refuse new files even to somebody who has every permission. */
function tryFolder(path: string): void {
  const draft = draftOf(path);
  try {
    writeFileSync(draft, '');
  } catch (error) {
    throw withoutDraft(error, draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Writes next to the file and renames, so that a reader never sees half of it. A device, a pipe and a file that cannot be
 * replaced, such as a bind mount or one in a read-only folder, are written in place.
 */
export function writeWhole(path: string, text: string, flag: string): void {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && !found.isFile()) writeFileSync(path, text);
    else if (found) replaceOrOverwrite(realpathSync(path), text, found.mode);
    else replaceFile(path, text, undefined);
  } catch (error) {
    throw cannotWrite(path, flag, error);
  }
}

function replaceOrOverwrite(path: string, text: string, mode: number): void {
  try {
    replaceFile(path, text, mode);
  } catch (error) {
    if (!cannotReplace.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    writeFileSync(path, text);
  }
}

const cannotReplace = new Set(['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV']);

/** @param mode Permissions of the file it replaces. */
function replaceFile(path: string, text: string, mode: number | undefined): void {
  const draft = draftOf(path);
  try {
    writeFileSync(draft, text, { mode });
    // The umask may have taken some of the permissions.
    if (mode !== undefined) chmodSync(draft, mode);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw withoutDraft(error, draft, path);
  }
}

/** Its own name is short, because the file's name may already have the maximum length. */
function draftOf(path: string): string {
  return join(dirname(path), `.${process.pid}-${process.hrtime.bigint()}.tmp`);
}

/** The same error about the file that the user named. */
function withoutDraft(error: unknown, draft: string, path: string): Error {
  const { message, code } = error as NodeJS.ErrnoException;
  return Object.assign(new Error(message.replaceAll(draft, path)), { code });
}

function cannotWrite(path: string, flag: string, error: unknown): CallctlError {
  return new CallctlError(
    'io',
    `cannot write ${path}: ${(error as Error).message}`,
    `give ${flag} a path that can be written`,
  );
}
