import type { Place } from './source-file.ts';

/** A value of a settings file that remembers where it is written. Merging moves nodes, so they keep their places. */
export type Node = MapNode | ListNode | ScalarNode;

/** A map. */
export interface MapNode extends Place {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
}

/** A member of a map. Its place is that of its key. */
export interface Entry extends Place {
  readonly node: Node;
}

/** A list. */
export interface ListNode extends Place {
  readonly kind: 'list';
  readonly items: readonly Node[];
  /** Whether a file states that the list is empty, whatever other files add and drop. Merging sets it. */
  readonly isCleared?: boolean;
}

/** A single value. */
export interface ScalarNode extends Place {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written in the file. Only here does 0900, or an id past 2^53, still have all its digits. */
  readonly written: string;
}

/** The node under a chain of keys, if there is one. */
export function nodeAt(node: Node | undefined, ...keys: readonly string[]): Node | undefined {
  let found = node;
  for (const key of keys) found = found?.kind === 'map' ? found.entries.get(key)?.node : undefined;
  return found;
}

/** The items of the list under a chain of keys; empty if there is no list. */
export function itemsAt(node: Node | undefined, ...keys: readonly string[]): readonly Node[] {
  const list = nodeAt(node, ...keys);
  return list?.kind === 'list' ? list.items : [];
}

/** The text under a chain of keys, if it is text. */
export function textAt(node: Node | undefined, ...keys: readonly string[]): string | undefined {
  const scalar = nodeAt(node, ...keys);
  return scalar?.kind === 'scalar' && typeof scalar.value === 'string' ? scalar.value : undefined;
}

/** Whether a node is an explicit null or a key with nothing after it. */
export function isNull(node: Node | undefined): boolean {
  return node?.kind === 'scalar' && node.value === null;
}

/** The plain value of a node. */
export function rawValue(node: Node): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(rawValue);
  // fromEntries defines members, so a key named __proto__ stays a key.
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, rawValue(entry.node)]));
}

/** Adds a key to a path. */
export function joinPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}
