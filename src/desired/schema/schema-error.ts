import type { ErrorObject } from 'ajv';
import type { Node } from '../yaml/node.ts';

/** The kinds of files: settings files and partials differ in what may stand at their top, the configuration in all. */
export type FileKind = 'settings' | 'partial' | 'configuration';

/** What ajv has against a value, with the schema of that value. */
export type SchemaError = ErrorObject;

/** A node with its path as people write it. */
export interface Found {
  readonly node: Node;
  readonly path: string;
}
