import { usageError } from '../errors.ts';

type Token = 'star' | ((character: string) => boolean);

const longestGlob = 1000;
const mostAlternatives = 100;

/**
 * Compiles a glob of --only: `*` stands for any characters, `?` for one, `[a-f]` and `[!a-f]` for one of a set, and `{a,b}` for
 * either. Case and the Unicode form do not count. A match takes at most length of text times length of glob steps.
 *
 * @throws CallctlError `usage` for a glob that is too long or has an impossible set.
 */
export function compileGlob(glob: string): (text: string) => boolean {
  if (glob.length > longestGlob) throw tooLong('a glob of --only is too long');
  const alternatives = expandBraces(simplify(glob)).map((each) => tokensOf(each, glob));
  return (text) => {
    const characters = [...simplify(text)];
    return alternatives.some((tokens) => matchTokens(tokens, characters));
  };
}

function simplify(text: string): string {
  return text.normalize().toLowerCase();
}

function expandBraces(glob: string): string[] {
  let expanded = [glob];
  for (;;) {
    const next = expanded.flatMap((each) => {
      const [whole, inner] = /\{([^{}]*,[^{}]*)\}/.exec(each) ?? [];
      return inner === undefined ? each : inner.split(',').map((choice) => each.replace(whole ?? '', () => choice));
    });
    if (next.length > mostAlternatives) throw tooLong('a glob of --only has too many alternatives');
    if (next.length === expanded.length && next.every((each, index) => each === expanded[index])) return next;
    expanded = next;
  }
}

function tooLong(message: string) {
  return usageError(message, 'pass several, each with its own --only');
}

function tokensOf(glob: string, written: string): Token[] {
  const parts = glob.matchAll(/\\(?<escaped>.)|\[(?<set>[!^]?\]?[^\]]*)\]|\*+|./gsu);
  return [...parts].map(([part, escaped, set]): Token => {
    if (set !== undefined) return compileSet(set, written);
    if (part.startsWith('*')) return 'star';
    if (part === '?') return () => true;
    return (character) => character === (escaped ?? part);
  });
}

function compileSet(set: string, written: string): Token {
  const isNegated = /^[!^]/.test(set);
  const members = set.slice(isNegated ? 1 : 0).replace(/[\\\]^]/g, '\\$&');
  try {
    const pattern = new RegExp(`^[${isNegated ? '^' : ''}${members}]$`, 'su');
    return (character) => pattern.test(character);
  } catch {
    throw usageError(`--only ${written} has a set of characters that runs backwards: [${set}]`, 'write it as [a-f]');
  }
}

/** Only the last star has to be retried: whatever an earlier one could match, the later one can match too. */
function matchTokens(tokens: readonly Token[], characters: readonly string[]): boolean {
  let [token, index] = [0, 0];
  let retry: { readonly token: number; index: number } | undefined;
  while (index < characters.length) {
    const expected = tokens[token];
    if (expected === 'star') {
      token += 1;
      retry = { token, index };
    } else if (expected?.(characters[index] ?? '')) {
      token += 1;
      index += 1;
    } else if (retry) {
      retry.index += 1;
      ({ token, index } = retry);
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((rest) => rest === 'star');
}
