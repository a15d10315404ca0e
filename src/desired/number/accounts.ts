import type { Problem } from '../../generated/schema-types.ts';
import { nearestName } from '../schema/nearest-name.ts';
import { type MapNode, nodeAt, textAt } from '../yaml/node.ts';
import { type ProblemText, problemAt } from '../yaml/problem.ts';

/** The accounts that settings files may name. Plain values, because threads receive a copy. */
export interface KnownAccounts {
  /** The configuration file as the user would name it, whether or not it exists. */
  readonly file: string;
  readonly isThere: boolean;
  /** Undefined if a mistake in that file leaves them unknown. */
  readonly names: readonly string[] | undefined;
}

/** The account of a number: the one that its files state, or else the only one. */
export function accountOf(root: MapNode, { names = [] }: KnownAccounts): string | null {
  const only = names.length === 1 ? names[0] : undefined;
  return textAt(root, 'account') ?? only ?? null;
}

/** Checks that the account of a merged number is configured. */
export function checkAccount(root: MapNode, accounts: KnownAccounts): Problem[] {
  const { names } = accounts;
  if (!names) return [];
  const node = nodeAt(root, 'account');
  const name = textAt(node);
  if (node && name && !names.includes(name)) return [problemAt(node, 'account', unknown(name, names, accounts))];
  // A missing id is already reported.
  const id = nodeAt(root, 'phone_number_id');
  return node || !id || names.length < 2 ? [] : [problemAt(id, 'account', missing(names))];
}

function unknown(name: string, names: readonly string[], { file, isThere }: KnownAccounts): ProblemText {
  const near = nearestName(name, names);
  return {
    code: 'unknown_account',
    message: isThere ? `${file} does not define account ${name}` : `there is no ${file} to define account ${name}`,
    expected: names.length === 0 ? null : expectedOf(names),
    hint: near === undefined ? `add it under accounts in ${file}, or remove account` : `did you mean ${near}?`,
  };
}

function missing(names: readonly string[]): ProblemText {
  return {
    code: 'account_missing',
    message: `account is missing, and there are ${names.length} accounts`,
    expected: expectedOf(names),
    hint: 'state account, here or in a partial',
  };
}

function expectedOf(names: readonly string[]): string {
  return `one of ${names.join(', ')}`;
}
