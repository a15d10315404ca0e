import type { Problem } from '../../generated/schema-types.ts';
import { rankWindow, type WindowShape, windowLists } from '../../plan/settings/windows.ts';
import { compareText } from '../../plan/text-order.ts';
import { isDrop } from '../rules/window-entries.ts';
import { type Entry, isNull, joinPath, type ListNode, type MapNode, type Node, textAt } from '../yaml/node.ts';
import { problemAt } from '../yaml/problem.ts';

/** Merges partials, the earlier ones first. Whatever a null drops is gone from the result. */
export function mergePartials(partials: readonly MapNode[], place: MapNode): MapNode {
  const nothing: MapNode = { ...place, entries: new Map() };
  return partials.reduce((base, partial) => mergeMaps(base, partial, '', []), nothing);
}

/** Merges a settings file over its partials. A null must have something to drop, because keys are often left without a value by mistake. */
export function extendWith(
  base: MapNode,
  file: MapNode,
): { readonly root: MapNode; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  return { root: mergeMaps(base, file, '', problems), problems };
}

// These describe the file itself and are not inherited.
const ownKeys = new Set(['extends', 'phone_number_id', 'name']);

function mergeMaps(base: MapNode, over: MapNode, path: string, problems: Problem[]): MapNode {
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const pathOfKey = joinPath(path, key);
    if (path === '' && ownKeys.has(key)) entries.set(key, entry);
    else if (isNull(entry.node)) {
      if (!entries.delete(key)) problems.push(nothingToDrop(entry, pathOfKey, key));
    } else {
      const merged = mergeEntry(entries.get(key), entry, pathOfKey, problems);
      if (isDropped(merged.node)) entries.delete(key);
      else entries.set(key, merged);
    }
  }
  return { ...over, entries };
}

function mergeEntry(base: Entry | undefined, over: Entry, path: string, problems: Problem[]): Entry {
  const { node } = over;
  if (node.kind === 'map') {
    const under: MapNode = base?.node.kind === 'map' ? base.node : { ...node, entries: new Map() };
    return { ...over, node: mergeMaps(under, node, path, problems) };
  }
  if (node.kind !== 'list') return over;
  const shape = windowLists.get(path.slice('calling.'.length));
  if (!shape) return over;
  const under: ListNode = base?.node.kind === 'list' ? base.node : { ...node, items: [] };
  return { ...over, node: mergeWindows(under, node, shape, path, problems) };
}

/** A list of windows that lost its every entry is unmanaged, unless a file states that there is none. */
function isDropped(node: Node): boolean {
  return node.kind === 'list' && node.isCleared === false && node.items.length === 0;
}

/** Each day or date keeps the windows of the last file that names it. An empty list clears the list. */
function mergeWindows(base: ListNode, over: ListNode, shape: WindowShape, path: string, problems: Problem[]): ListNode {
  const named = new Set(over.items.map((item) => textAt(item, shape.key)));
  const isKnown = new Set(base.items.map((item) => textAt(item, shape.key)));
  const clears = over.items.length === 0;
  const kept = clears ? [] : base.items.filter((item) => !named.has(textAt(item, shape.key)));
  const stated = over.items.filter((item, index) => {
    if (!isDrop(item, shape)) return true;
    const key = textAt(item, shape.key);
    if (!isKnown.has(key)) problems.push(nothingToDrop(item, joinPath(path, index), String(key)));
    return false;
  });
  const isCleared = clears || base.isCleared === true;
  return { ...over, items: joinTouching(sortWindows([...kept, ...stated], shape), shape), isCleared };
}

function sortWindows(items: readonly Node[], shape: WindowShape): Node[] {
  const ranked = items.map((node) => ({ node, rank: rankOf(node, shape) }));
  return ranked.sort((a, b) => compareText(a.rank, b.rank)).map(({ node }) => node);
}

/** Windows that touch are one window, so a day may state more windows than the endpoint takes. */
function joinTouching(ordered: readonly Node[], shape: WindowShape): Node[] {
  const joined: Node[] = [];
  for (const window of ordered) {
    const before = joined.at(-1);
    if (before && touches(before, window, shape)) joined[joined.length - 1] = withEndOf(before, window, shape);
    else joined.push(window);
  }
  return joined;
}

function touches(before: Node, window: Node, { key, start, end }: WindowShape): boolean {
  const meeting = textAt(window, start);
  return meeting !== undefined && textAt(before, end) === meeting && textAt(before, key) === textAt(window, key);
}

function withEndOf(before: Node, window: Node, { end }: WindowShape): Node {
  const last = window.kind === 'map' ? window.entries.get(end) : undefined;
  return before.kind === 'map' && last ? { ...before, entries: new Map([...before.entries, [end, last]]) } : before;
}

function rankOf(window: Node, shape: WindowShape): string {
  return rankWindow(textAt(window, shape.key) ?? '', textAt(window, shape.start), textAt(window, shape.end));
}

function nothingToDrop(place: Entry | Node, path: string, name: string): Problem {
  return problemAt(place, path, {
    code: 'nothing_to_drop',
    message: `${name} has no value, and no partial states one to drop`,
    expected: 'a value, or one from a partial to drop',
    hint: `give ${name} a value, or remove it`,
  });
}
