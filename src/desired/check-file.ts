import type { Problem } from '../plan/schema-types.ts';
import { checkSchema } from './check.ts';
import { checkFileRules } from './file-rules.ts';
import type { MapNode } from './node.ts';
import { parseSettings } from './parse.ts';
import { withoutPlacesOf } from './problem.ts';
import type { ReadFile } from './read.ts';
import type { FileKind } from './schema-error.ts';
import { findTokens } from './secrets.ts';
import { makeSourceFile } from './source-file.ts';

/** A file that was parsed and checked by itself. */
export interface CheckedFile {
  /** Inside the settings folder. */
  readonly path: string;
  /** As the user would name it. */
  readonly name: string;
  /** Undefined where the file could not be read or parsed. */
  readonly root: MapNode | undefined;
  readonly problems: readonly Problem[];
  /** Whether its values have the shape that the schema asks for. */
  readonly isWellFormed: boolean;
}

/** Parses a file and checks what can be checked without any other. */
export function checkFile(read: ReadFile, kind: FileKind): CheckedFile {
  const { path, name } = read.file;
  if ('problem' in read) return { path, name, root: undefined, problems: [read.problem], isWellFormed: false };
  const source = makeSourceFile(name, read.text);
  const { root, problems: ofText } = parseSettings(source);
  // Secrets of the configuration are looked for by those who know its keys.
  const problems = kind === 'configuration' ? ofText : [...ofText, ...findTokens(source)];
  if (!root) return { path, name, root, problems, isWellFormed: false };
  // What a tag made of a value, say, is no second mistake.
  const ofShape = [...problems, ...withoutPlacesOf(checkSchema(root, kind), problems)];
  // The rules are about settings, and the configuration holds none.
  const ofRules = kind === 'configuration' ? [] : withoutPlacesOf(checkFileRules(root), problems);
  return { path, name, root, problems: [...ofShape, ...ofRules], isWellFormed: ofShape.length === 0 };
}
