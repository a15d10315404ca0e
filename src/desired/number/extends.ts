import { posix } from 'node:path';
import type { Problem } from '../../generated/schema-types.ts';
import type { CheckedFile } from '../files/check-file.ts';
import { isInside, isPartial } from '../files/paths.ts';
import { nearestName } from '../schema/nearest-name.ts';
import { itemsAt, joinPath, type MapNode, type ScalarNode } from '../yaml/node.ts';
import { type ProblemText, problemAt, withoutPlacesOf } from '../yaml/problem.ts';

/** All partials by path in Unicode's composed form (NFC), and the symbolic links that lead out of the settings folder and are not followed. */
export interface Partials {
  readonly byPath: ReadonlyMap<string, CheckedFile>;
  readonly outside: readonly string[];
}

/** The partials of a file, in the order in which they merge. */
export interface ExtendedPartials {
  readonly partials: readonly CheckedFile[];
  /** False if one of them is missing or does not parse: rules about the merged settings then cannot apply. */
  readonly isComplete: boolean;
}

/**
 * The partials that a file extends, directly or through others, in merge order. A partial that occurs several times
 * counts at its last place, because later ones win.
 */
export function resolvePartials(path: string, root: MapNode, partials: Partials): ExtendedPartials {
  const traced = new Set<CheckedFile>();
  let isComplete = true;
  const trace = (fromPath: string, fromRoot: MapNode) => {
    for (const { item } of extendsItems(fromRoot).reverse()) {
      const partial = resolveExtends(fromPath, item.value, partials);
      if ('code' in partial || !partial.root) isComplete = false;
      if ('code' in partial || traced.has(partial)) continue;
      traced.add(partial);
      if (partial.root) trace(partial.path, partial.root);
    }
  };
  trace(path, root);
  return { partials: [...traced].reverse(), isComplete };
}

/** Checks that each entry of `extends` is a partial of the folder. The schema checks the type of the list. */
export function checkExtends({ path, root, problems }: CheckedFile, partials: Partials): Problem[] {
  const ofItems = extendsItems(root).flatMap(({ item, itemPath }) => {
    const found = resolveExtends(path, item.value, partials);
    return 'code' in found ? [problemAt(item, itemPath, found)] : [];
  });
  return withoutPlacesOf(ofItems, problems);
}

/** Finds partials that extend themselves, directly or through others: one problem per circle, where it closes. */
export function findExtendsCycles(partials: Partials): Problem[] {
  const problems: Problem[] = [];
  const done = new Set<CheckedFile>();
  const visit = (partial: CheckedFile, chain: readonly CheckedFile[]) => {
    if (done.has(partial) || !partial.root) return;
    for (const { item, itemPath } of extendsItems(partial.root)) {
      const next = resolveExtends(partial.path, item.value, partials);
      if ('code' in next) continue;
      const start = [...chain, partial].indexOf(next);
      if (start === -1) visit(next, [...chain, partial]);
      else problems.push(problemAt(item, itemPath, explainCycle([...chain.slice(start), partial, next])));
    }
    done.add(partial);
  };
  for (const partial of partials.byPath.values()) visit(partial, []);
  return problems;
}

interface ExtendsItem {
  readonly item: ScalarNode & { readonly value: string };
  readonly itemPath: string;
}

function extendsItems(root: MapNode | undefined): ExtendsItem[] {
  return itemsAt(root, 'extends').flatMap((node, index) =>
    node.kind === 'scalar' && typeof node.value === 'string' && node.value !== ''
      ? [{ item: { ...node, value: node.value }, itemPath: joinPath('extends', index) }]
      : [],
  );
}

function resolveExtends(fromPath: string, written: string, { byPath, outside }: Partials): CheckedFile | ProblemText {
  const target = posix.join(posix.dirname(fromPath), written);
  const isAbsolute = posix.isAbsolute(written) || /^[A-Za-z]:[\\/]/.test(written);
  const isOutside = target.startsWith('../') || outside.some((link) => isInside(target, link));
  if (isAbsolute || isOutside) return leadsOutside(written);
  if (!isPartial(target)) return notPartial(written);
  return byPath.get(target.normalize()) ?? missing(fromPath, written, [...byPath.keys()]);
}

const expected = 'the path of a partial inside the settings folder, relative to this file';

function leadsOutside(written: string): ProblemText {
  const hint = 'move the partial into the settings folder';
  return { code: 'extends_outside', message: `${written} is outside the settings folder`, expected, hint };
}

function notPartial(written: string): ProblemText {
  const message = `${written} is not a partial: its name does not begin with _`;
  return { code: 'extends_not_partial', message, expected, hint: 'move the shared settings into a partial' };
}

function missing(fromPath: string, written: string, known: readonly string[]): ProblemText {
  const choices = known.map((path) => posix.relative(posix.dirname(fromPath), path));
  const near = choices.find((choice) => posix.parse(choice).name === written) ?? nearestName(written, choices);
  const hint = near === undefined ? null : `did you mean ${near}?`;
  return { code: 'extends_missing', message: `there is no partial ${written}`, expected, hint };
}

function explainCycle(chain: readonly CheckedFile[]): ProblemText {
  const message = `partials extend each other in a circle: ${chain.map(({ name }) => name).join(' -> ')}`;
  return { code: 'extends_cycle', message, hint: 'remove one of these extends' };
}
