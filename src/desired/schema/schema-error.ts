import type { ErrorObject } from 'ajv';
import type { Node } from '../yaml/node.ts';

/** Settings files and partials allow different keys at the top; the configuration is a format of its own. */
export type FileKind = 'settings' | 'partial' | 'configuration';

/** An error that ajv found, with the schema of the value. */
export type SchemaError = ErrorObject;

/** A node with its path as people write it. */
export interface Found {
  readonly node: Node;
  readonly path: string;
}
