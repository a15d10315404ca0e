import type { Problem } from '../../generated/schema-types.ts';
import type { DesiredNumber } from '../../plan/desired-number.ts';
import { isWithin, overlaps } from '../../plan/setting-path.ts';
import type { TodayIn } from '../../plan/time-zone.ts';
import type { CheckedFile } from '../files/check-file.ts';
import { checkNumberRules } from '../rules/number-rules.ts';
import { nearestName } from '../schema/nearest-name.ts';
import { type MapNode, nodeAt, textAt } from '../yaml/node.ts';
import { problemAt } from '../yaml/problem.ts';
import { accountOf, checkAccount, type KnownAccounts } from './accounts.ts';
import { buildNumber, type Intern, statesAnything } from './build-number.ts';
import { checkExtends, type ExtendedPartials, type Partials, resolvePartials } from './extends.ts';
import { extendWith, mergePartials } from './merge.ts';
import { type NamedNumber, namedNumberOf } from './named-number.ts';

/** What loading a number needs besides its file. */
export interface LoadContext {
  readonly now: Date;
  readonly todayIn: TodayIn;
  readonly accounts: KnownAccounts;
  readonly partials: Partials;
  readonly intern: Intern;
  /** Whether to build the numbers, or only to check them. */
  readonly wantsNumbers: boolean;
  /** Merged partials, by the paths that were merged: most numbers extend the same few. */
  readonly bases: Map<string, MapNode>;
}

/** A settings file with its partials merged in. */
export interface LoadedFile {
  /** Undefined if it is not wanted, or if its files are not well formed. */
  readonly number: DesiredNumber | undefined;
  readonly problems: readonly Problem[];
  /** Where the file names its number, to find files that name the same one. */
  readonly named: NamedNumber | undefined;
}

/** Merges a settings file with its partials and checks the result. */
export function loadNumber(context: LoadContext, file: CheckedFile): LoadedFile {
  if (!file.root) return { number: undefined, problems: file.problems, named: undefined };
  const extended = resolvePartials(file.path, file.root, context.partials);
  const merged = extendWith(mergeBase(context, extended, file.root), file.root);
  const ofFile = [...file.problems, ...checkExtends(file, context.partials)];
  const ofFiles = [...ofFile, ...extended.partials.flatMap(({ problems }) => problems)];
  const ofNumber = [
    ...checkNumberRules(merged.root, file.root.source, context),
    ...checkAccount(merged.root, context.accounts),
  ];
  // What a missing partial states is unknown, so do not report what it might have stated.
  const ofMerging = extended.isComplete
    ? [...merged.problems, ...checkManages(merged.root, [...ofFiles, ...merged.problems]), ...ofNumber]
    : ofNumber.filter(({ code }) => code !== 'account_missing');
  return {
    number: context.wantsNumbers && isWellFormed(file, extended) ? buildFrom(context, file, merged.root) : undefined,
    problems: [...ofFile, ...withoutConsequences(ofMerging, ofFiles)],
    named: namedNumberOf(file.root, accountOf(merged.root, context.accounts)),
  };
}

function mergeBase({ bases }: LoadContext, { partials }: ExtendedPartials, place: MapNode): MapNode {
  const key = partials.map(({ path }) => path).join('\n');
  const base =
    bases.get(key) ??
    mergePartials(
      partials.flatMap(({ root }) => root ?? []),
      place,
    );
  bases.set(key, base);
  return base;
}

function isWellFormed(file: CheckedFile, { partials, isComplete }: ExtendedPartials): boolean {
  return isComplete && [file, ...partials].every((each) => each.isWellFormed);
}

function buildFrom({ intern, accounts }: LoadContext, file: CheckedFile, root: MapNode): DesiredNumber | undefined {
  const phoneNumberId = textAt(root, 'phone_number_id');
  if (phoneNumberId === undefined) return undefined;
  const account = accountOf(root, accounts);
  return { ...buildNumber(root, phoneNumberId, file.name, intern), account: account === null ? null : intern(account) };
}

function checkManages(root: MapNode, reported: readonly Problem[]): Problem[] {
  if (statesAnything(nodeAt(root, 'calling'))) return [];
  // A mistyped or empty `calling`, or a mistake in it, is already reported.
  if (reported.some(({ code, path }) => isWithin(path, 'calling') || (code === 'unknown_key' && !path.includes('.'))))
    return [];
  return [
    problemAt(root.entries.get('calling') ?? root, root.entries.has('calling') ? 'calling' : '', {
      code: 'nothing_managed',
      message: 'no setting is stated',
      expected: 'at least one setting under calling',
      hint: 'state at least one setting, or remove the file',
    }),
  ];
}

const consequences = new Set(['account_missing', 'nothing_to_drop', 'unknown_account']);

/** Drops the problems that only follow from another mistake in the file or a partial. */
function withoutConsequences(problems: readonly Problem[], ofFiles: readonly Problem[]): Problem[] {
  const causes = [...ofFiles, ...problems.filter(({ code }) => code === 'nothing_to_drop')];
  return problems.filter(
    (problem) => !consequences.has(problem.code) || !causes.some((cause) => isCause(cause, problem)),
  );
}

function isCause(cause: Problem, problem: Problem): boolean {
  const isMistyped = cause.code === 'unknown_key' && nearestName(cause.path, ['account']) !== undefined;
  if (problem.code === 'account_missing' && isMistyped) return true;
  return cause !== problem && cause.file === problem.file && cause.path !== '' && overlaps(problem.path, cause.path);
}
