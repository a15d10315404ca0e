import type { Configuration, Problem } from '../generated/schema-types.ts';
import { type CheckedFile, checkFile } from './files/check-file.ts';
import type { FoundFile, SettingsFolder } from './files/find-files.ts';
import { isConfiguration } from './files/paths.ts';
import { readText } from './files/read-file.ts';
import type { KnownAccounts } from './number/accounts.ts';
import { containsSecret, findLeakedSecrets, maskLeakedSecrets } from './rules/leaked-secrets.ts';
import { type MapNode, type Node, nodeAt, rawValue, textAt } from './yaml/node.ts';
import { columnOf, lineOf, makeSourceFile } from './yaml/source-file.ts';

/** An account of the configuration file. */
export interface AccountConfiguration {
  /** The name that settings files give under `account`. */
  readonly name: string;
  readonly wabaId: string | null;
  readonly appId: string | null;
  readonly tokenEnv: NamedVariable;
  readonly appSecretEnv: NamedVariable | null;
  readonly concurrency: number | null;
}

/** The name of an environment variable, and where the configuration file states it. */
export interface NamedVariable {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What the configuration file states. */
export interface LoadedConfiguration {
  /** Empty if the only account is that of the environment. */
  readonly accounts: readonly AccountConfiguration[];
  readonly graphVersion: string | null;
  readonly concurrency: number | null;
  readonly maxChangedNumbers: { readonly count?: number; readonly percent?: number } | null;
  readonly journal: string | null;
}

/** The configuration of a settings folder, its problems, and the accounts that settings files may name. */
export interface CheckedConfiguration {
  readonly configuration: LoadedConfiguration;
  readonly accounts: KnownAccounts;
  readonly problems: readonly Problem[];
}

const noConfiguration: LoadedConfiguration = {
  accounts: [],
  graphVersion: null,
  concurrency: null,
  maxChangedNumbers: null,
  journal: null,
};

/** Reads and checks the configuration file of a settings folder, if there is one. */
export function loadConfiguration(folder: SettingsFolder): CheckedConfiguration {
  const checked = folder.configurations.map(checkConfiguration);
  const [file, ...others] = checked;
  // With a link that is not followed, or with two files, the accounts are unknown.
  const isClear = others.length === 0 && !folder.outside.some(isConfiguration);
  return {
    configuration: file?.root && file.isWellFormed && isClear ? buildConfiguration(file.root) : noConfiguration,
    accounts: {
      file: folder.configurationName,
      isThere: file !== undefined,
      names: isClear ? accountNames(file) : undefined,
    },
    problems: checked.flatMap(({ problems }) => problems),
  };
}

function checkConfiguration(found: FoundFile): CheckedFile {
  const read = readText(found);
  const checked = checkFile(read, 'configuration');
  const leaks = 'text' in read ? findLeakedSecrets(checked.root, makeSourceFile(found.name, read.text)) : [];
  const others = maskLeakedSecrets(checked.problems, leaks).map(withHintHere);
  return { ...checked, problems: [...leaks, ...others] };
}

/** Hints that replace those meant for settings files. */
const hintsHere: Readonly<Record<string, string>> = {
  several_documents: 'merge the documents into one',
  too_many_aliases: 'write the values out',
  too_large: 'a configuration needs only a few lines per account',
};

function withHintHere(problem: Problem): Problem {
  return { ...problem, hint: hintsHere[problem.code] ?? problem.hint };
}

/** The names of the accounts, whatever else is wrong with them. */
function accountNames(file: CheckedFile | undefined): readonly string[] | undefined {
  if (!file) return [];
  const accounts = nodeAt(file.root, 'accounts');
  const names = accounts?.kind === 'map' ? [...accounts.entries.keys()] : [];
  // Problems of settings files list these names and must not show a token.
  if (names.length > 0) return names.some(containsSecret) ? undefined : names;
  // A mistyped `accounts`, or a file that does not parse, leaves the names unknown.
  return file.isWellFormed ? [] : undefined;
}

/** Builds the configuration from a tree that its schema accepts. */
function buildConfiguration(root: MapNode): LoadedConfiguration {
  const stated = rawValue(root) as Configuration;
  return {
    accounts: Object.keys(stated.accounts ?? {}).flatMap((name) => buildAccount(root, name, stated) ?? []),
    graphVersion: stated.graph_version ?? null,
    concurrency: stated.concurrency ?? null,
    maxChangedNumbers: stated.guards?.max_changed_numbers ?? null,
    journal: stated.journal ?? null,
  };
}

function buildAccount(root: MapNode, name: string, { accounts = {} }: Configuration): AccountConfiguration | undefined {
  const account = accounts[name];
  const node = nodeAt(root, 'accounts', name);
  const tokenEnv = namedVariableOf(nodeAt(node, 'token_env'));
  if (!account || !tokenEnv) return undefined;
  return {
    name,
    wabaId: account.waba_id ?? null,
    appId: account.app_id ?? null,
    tokenEnv,
    appSecretEnv: namedVariableOf(nodeAt(node, 'app_secret_env')) ?? null,
    concurrency: account.concurrency ?? null,
  };
}

function namedVariableOf(node: Node | undefined): NamedVariable | undefined {
  const name = textAt(node);
  if (!node || name === undefined) return undefined;
  return { name, file: node.source.name, line: lineOf(node), column: columnOf(node) };
}
