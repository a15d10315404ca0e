import type { Problem } from '../../generated/schema-types.ts';
import { isVariable, isVariableKey, variableKeyFor, variableReferredTo } from '../schema/variable-names.ts';
import { labelOf } from '../schema/wording.ts';
import { joinPath, type MapNode, type Node, type ScalarNode } from '../yaml/node.ts';
import { problemAt } from '../yaml/problem.ts';
import { lineOf, type Place, type SourceFile } from '../yaml/source-file.ts';

// Access tokens begin with EAA and have about 200 characters; app secrets have 32 hexadecimal digits.
const tokenOrAppSecret = /(?<![A-Za-z0-9])(?:EAA[A-Za-z0-9]{17,}|[0-9a-f]{32}(?![A-Za-z0-9]))/g;

const token = /(?<![A-Za-z0-9])EAA[A-Za-z0-9]{17,}/g;

// Ids and names of variables are shorter than this.
const longestName = 40;

/**
 * Finds secrets in the configuration file, which may only name their variables: by their key, by the form of any value,
 * and by their form anywhere in the text, including comments and broken YAML.
 */
export function findLeakedSecrets(root: MapNode | undefined, source: SourceFile): Problem[] {
  const inValues = root ? secretsOfMap(root, '') : [];
  const lines = new Set(inValues.map(({ line }) => line));
  const elsewhere = [...source.text.matchAll(tokenOrAppSecret)]
    .map(({ index }) => ({ source, offset: index }))
    .filter((place) => !lines.has(lineOf(place)));
  return [...inValues, ...elsewhere.map((place) => secretAt(place, '', 'this line contains a secret'))];
}

/** Finds access tokens anywhere in a settings file, including comments. */
export function findLeakedTokens(source: SourceFile): Problem[] {
  return [...source.text.matchAll(token)].map(({ index }) =>
    problemAt({ source, offset: index }, '', {
      code: 'secret_in_file',
      message: 'this line contains an access token',
      expected: 'no secrets in files',
      hint: 'keep it only in an environment variable, and replace it: treat it as leaked',
    }),
  );
}

/** Masks secrets in problems, and drops the problems of leaked values, which are already reported. */
export function maskLeakedSecrets(problems: readonly Problem[], leaks: readonly Problem[]): Problem[] {
  const paths = new Set(leaks.flatMap(({ path }) => (path === '' ? [] : [path])));
  return problems.filter(({ path, code }) => code === 'duplicate_key' || !paths.has(path)).map(maskSecrets);
}

/** Whether a text contains something in the form of a secret. */
export function containsSecret(text: string): boolean {
  return text.search(tokenOrAppSecret) !== -1;
}

function secretsOfMap(map: MapNode, path: string): Problem[] {
  return [...map.entries].flatMap(([key, { node }]) => secretsOf(node, joinPath(path, key), key));
}

function secretsOf(node: Node, path: string, key: string): Problem[] {
  if (node.kind === 'map') return secretsOfMap(node, path);
  if (node.kind === 'list') return node.items.flatMap((item, index) => secretsOf(item, joinPath(path, index), key));
  return isSecret(node, key, path) ? [secretAt(node, path, `${labelOf(path)} contains a secret`)] : [];
}

function isSecret({ value, written }: ScalarNode, key: string, path: string): boolean {
  if (value === null) return false;
  // Only the written form of a number has all its digits.
  const text = typeof value === 'string' ? value : written;
  if (containsSecret(text)) return true;
  // The name of a variable under a wrong key or with a dollar sign is a mistake, not a secret.
  if (text === '' || isVariable(variableReferredTo(text) ?? text)) return false;
  // A value directly under an account's name can only be meant as its token.
  if (variableKeyFor(key) !== undefined || path === `accounts.${key}`) return true;
  return isVariableKey(key) && (text.startsWith('EAA') || text.length > longestName);
}

function secretAt(place: Place, path: string, message: string): Problem {
  const problem = problemAt(place, path, {
    code: 'secret_in_file',
    message,
    expected: 'the name of an environment variable',
    hint: 'name the environment variable that holds it, and replace it: treat it as leaked',
  });
  return maskSecrets(problem);
}

/** Masks secrets in a problem, including the beginning of one that a message cut. */
function maskSecrets(problem: Problem): Problem {
  const { message, hint } = problem;
  // The parser quotes unexpected text after a colon.
  const shown = problem.code === 'yaml_syntax' ? message.replace(/^(not valid YAML: [^:]*):.*$/, '$1') : message;
  return { ...problem, message: mask(shown), hint: hint === null ? null : mask(hint), path: mask(problem.path) };
}

/** Masks access tokens in a problem: a token in place of a name would be shown as that name. */
export function maskTokens(problem: Problem): Problem {
  return {
    ...problem,
    message: problem.message.replace(token, '***'),
    hint: problem.hint?.replace(token, '***') ?? null,
  };
}

function mask(text: string): string {
  return text.replace(/EAA[A-Za-z0-9]{5,}|[0-9a-f]{32,}/g, '***');
}
