import { describe, expect, it } from 'vitest';
import { compileGlob } from '../../src/run/glob.ts';

describe('--only', () => {
  it.each([
    { glob: 'support*', matches: ['support', 'Support, Berlin'], others: ['my support'] },
    { glob: '*berlin*', matches: ['Support, Berlin', 'settings/eu/berlin.yaml'], others: ['Support, Bern'] },
    { glob: '10654035224292[23]', matches: ['106540352242922'], others: ['106540352242924'] },
    { glob: 'shop [!a-c]', matches: ['Shop d', 'shop 1'], others: ['shop b', 'shop ', 'shop dd'] },
    { glob: 'shop ?', matches: ['shop 1', 'shop 😀'], others: ['shop', 'shop 12'] },
    {
      glob: '{sales,support}-{br,in}',
      matches: ['sales-in', 'support-br'],
      others: ['sales-de', '{sales,support}-br'],
    },
    { glob: 'eu/{a,{b,c}}.yaml', matches: ['eu/a.yaml', 'eu/c.yaml'], others: ['eu/{b,c}.yaml'] },
    { glob: 'what\\?', matches: ['what?'], others: ['whats'] },
    { glob: 'a*b*c', matches: ['abc', 'a-b-b-c-c'], others: ['ab', 'acb', 'abcd'] },
    { glob: '*', matches: ['', 'settings/deep/er/a.yaml'], others: [] },
    { glob: '(x) [', matches: ['(X) ['], others: ['x ['] },
    { glob: '[]^\\]', matches: [']', '^', '\\'], others: ['a'] },
    { glob: 'são*', matches: ['São Paulo'.normalize('NFD'), 'são'.normalize('NFC')], others: ['sao paulo'] },
    { glob: 'são*'.normalize('NFD'), matches: ['São Paulo'.normalize('NFC')], others: ['sao paulo'] },
    { glob: '{a}', matches: ['{a}'], others: ['a'] },
  ])('$glob matches $matches and not $others', ({ glob, matches, others }) => {
    const isMatch = compileGlob(glob);
    expect(matches.filter((text) => !isMatch(text))).toEqual([]);
    expect(others.filter(isMatch)).toEqual([]);
  });

  it.each([
    ['stars', `${'a*'.repeat(450)}b`],
    ['stars and question marks', `${'*?'.repeat(450)}b`],
    ['stars and sets', `${'*[ab]'.repeat(190)}b`],
    ['stars in braces', '{*a*a*a,*a*a*b}{*a*a*a*,*a*ab}{*a*,*a*a}*c'],
  ])('with many %s gets an answer about a long name, where trying every match would never end', (_, glob) => {
    expect(compileGlob(glob)('a'.repeat(4000))).toBe(false);
  });

  it.each([
    ['x'.repeat(1001), 'a glob of --only is too long'],
    ['{a,b}'.repeat(20), 'a glob of --only has too many alternatives'],
    ['x[z-a]', '--only x[z-a] has a set of characters that runs backwards: [z-a]'],
  ])('%s is refused', (glob, message) => {
    expect(() => compileGlob(glob)).toThrow(expect.objectContaining({ code: 'usage', message }));
  });
});
