import type { Problem } from '../../generated/schema-types.ts';
import type { MapNode } from '../yaml/node.ts';
import type { Window, WindowEntry } from './window-entries.ts';

/** A rule about a single settings file or partial, whatever it is merged with. */
export type FileRule = (file: FileTree) => Problem[];

/** The tree of a file, and the entries of its hours and holidays. */
export interface FileTree {
  readonly root: MapNode;
  readonly entries: readonly WindowEntry[];
  readonly windows: readonly Window[];
}
