import type { Problem } from '../../generated/schema-types.ts';
import { checkFileRules } from '../rules/file-rules.ts';
import { findLeakedTokens } from '../rules/leaked-secrets.ts';
import { checkSchema } from '../schema/check-schema.ts';
import type { FileKind } from '../schema/schema-error.ts';
import type { MapNode } from '../yaml/node.ts';
import { parseYaml } from '../yaml/parse.ts';
import { withoutPlacesOf } from '../yaml/problem.ts';
import { makeSourceFile } from '../yaml/source-file.ts';
import type { ReadFile } from './read-file.ts';

/** A file that was parsed and checked on its own. */
export interface CheckedFile {
  /** Inside the settings folder. */
  readonly path: string;
  /** As the user would name it. */
  readonly name: string;
  /** Undefined if the file could not be read or parsed. */
  readonly root: MapNode | undefined;
  readonly problems: readonly Problem[];
  /** Whether its values have the shape that the schema asks for. */
  readonly isWellFormed: boolean;
}

/** Parses a file and checks whatever needs no other file. */
export function checkFile(read: ReadFile, kind: FileKind): CheckedFile {
  const { path, name } = read.file;
  if ('problem' in read) return { path, name, root: undefined, problems: [read.problem], isWellFormed: false };
  const source = makeSourceFile(name, read.text);
  const { root, problems: ofText } = parseYaml(source);
  // configuration.ts looks for secrets in the configuration itself, because its keys matter.
  const problems = kind === 'configuration' ? ofText : [...ofText, ...findLeakedTokens(source)];
  if (!root) return { path, name, root, problems, isWellFormed: false };
  // One mistake per place: an unknown tag also changes the value, for example.
  const ofShape = [...problems, ...withoutPlacesOf(checkSchema(root, kind), problems)];
  // The rules check settings, and the configuration has none.
  const ofRules = kind === 'configuration' ? [] : withoutPlacesOf(checkFileRules(root), problems);
  return { path, name, root, problems: [...ofShape, ...ofRules], isWellFormed: ofShape.length === 0 };
}
