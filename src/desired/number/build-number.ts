import type { Calling } from '../../generated/schema-types.ts';
import type { DesiredNumber, SettingName, Source } from '../../plan/desired-number.ts';
import { windowLists } from '../../plan/settings/windows.ts';
import { isNull, itemsAt, joinPath, type MapNode, type Node, nodeAt, textAt } from '../yaml/node.ts';
import { type Place, sourceAt } from '../yaml/source-file.ts';

/** Builds the desired settings of a number from its merged tree, which the schema accepts. */
export function buildNumber(root: MapNode, phoneNumberId: string, file: string, intern: Intern): DesiredNumber {
  const calling = nodeAt(root, 'calling');
  const name = textAt(root, 'name');
  const sources = new Map<string, Source>();
  if (calling) collectSources(calling, '', statesAnything, { sources, intern });
  return {
    phoneNumberId: intern(phoneNumberId),
    name: name === undefined ? null : intern(name),
    account: textAt(root, 'account') ?? null,
    file,
    // The schema allows only names of settings here, and only known members of calling.
    protect: itemsAt(root, 'protect').map((item) => textAt(item) as SettingName),
    calling: (calling ? plainValue(calling, statesAnything, intern) : {}) as Calling,
    sources,
  };
}

/** Whether a node states anything: an empty map does not, an empty list does. */
export function statesAnything(node: Node | undefined): boolean {
  if (node?.kind !== 'map') return node !== undefined && !isNull(node);
  return [...node.entries.values()].some((entry) => statesAnything(entry.node));
}

/**
 * Whether a member counts. An entry of a list is managed as a whole, so all its members count but null: an empty map of
 * parameters clears them. Elsewhere members are managed one by one, and an empty map states nothing.
 */
type Counts = (node: Node) => boolean;

const hasValue: Counts = (node) => !isNull(node);

/** Keeps one copy of equal texts. */
export type Intern = (text: string) => string;

/** Saves memory: numbers repeat the same paths and values, and a slice of a file would keep the whole file in memory. */
export function makeIntern(): Intern {
  const known = new Map<string, string>();
  return (text) => {
    const seen = known.get(text);
    if (seen !== undefined) return seen;
    const copy = Buffer.from(text).toString();
    known.set(copy, copy);
    return copy;
  };
}

function plainValue(node: Node, counts: Counts, intern: Intern): unknown {
  if (node.kind === 'scalar') return typeof node.value === 'string' ? intern(node.value) : node.value;
  if (node.kind === 'list') return node.items.map((item) => plainValue(item, hasValue, intern));
  const members = [...node.entries].filter(([, entry]) => counts(entry.node));
  return Object.fromEntries(members.map(([key, entry]) => [intern(key), plainValue(entry.node, counts, intern)]));
}

interface Collecting {
  readonly sources: Map<string, Source>;
  readonly intern: Intern;
}

function collectSources(node: Node, path: string, counts: Counts, collecting: Collecting): void {
  if (node.kind === 'map') {
    for (const [key, entry] of node.entries) {
      if (!counts(entry.node)) continue;
      const member = collecting.intern(joinPath(path, key));
      collecting.sources.set(member, sourceAt(placeOfMember(entry.node, entry)));
      collectSources(entry.node, member, counts, collecting);
    }
  } else if (node.kind === 'list') {
    collectItemSources(node.items, path, collecting);
  }
}

/** The place of a single value is the value; that of a map or list is its key. */
function placeOfMember(node: Node, key: Place): Place {
  return node.kind === 'scalar' ? node : key;
}

function collectItemSources(items: readonly Node[], path: string, collecting: Collecting): void {
  const { sources, intern } = collecting;
  const shape = windowLists.get(path);
  for (const [index, item] of items.entries()) {
    // A list of plain values usually fits on one line, so its own place is enough.
    if (item.kind === 'scalar') continue;
    const member = intern(shape ? `${path}[${textAt(item, shape.key)}]` : joinPath(path, index));
    if (!sources.has(member)) sources.set(member, sourceAt(item));
    if (!shape) collectSources(item, member, hasValue, collecting);
  }
}
