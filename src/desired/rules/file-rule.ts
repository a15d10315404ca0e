import type { Problem } from '../../generated/schema-types.ts';
import type { MapNode } from '../yaml/node.ts';
import type { Window, WindowEntry } from './window-entries.ts';

/** A rule that a settings file or partial keeps or breaks by itself, whatever it is merged with. */
export type FileRule = (file: FileTree) => Problem[];

/** The tree of a file, with its hours and holidays laid out. */
export interface FileTree {
  readonly root: MapNode;
  readonly entries: readonly WindowEntry[];
  readonly windows: readonly Window[];
}
