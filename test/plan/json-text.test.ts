import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonText } from '../../src/plan/json-text.ts';
import { parseJsonText } from '../../src/plan/parse-json.ts';

describe('JSON text', () => {
  it.each([
    ['{"id":9007199254740993}', { id: 9007199254740993n }],
    ['{"id":-12345678901234567890,"n":null}', { id: -12345678901234567890n, n: null }],
    ['{"id":9007199254740991}', { id: 9007199254740991 }],
    ['{"id":1234567890123456,"n":1.5,"t":"9007199254740993"}', { id: 1234567890123456, n: 1.5, t: '9007199254740993' }],
    ['{"n":1000,"long":"1234567890123456"}', { n: 1000, long: '1234567890123456' }],
  ])('%s is read without loss, and written as it came', (text, value) => {
    expect(parseJsonText(text)).toEqual(value);
    expect(jsonText(value)).toBe(text);
  });

  it('is written as JSON.stringify writes it, whether it holds a long number or not', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const plain = JSON.stringify({ value, left_out: undefined, id: 0 }, null, indent);
        const long = jsonText({ value, left_out: undefined, id: 9007199254740993n }, indent);
        expect(long).toBe(plain.replace(/0(?=\s*\}$)/, '9007199254740993'));
      }),
    );
  });

  it('may be as deep as any answer: a hundred levels, whatever they are made of, and as long as it likes', () => {
    const lists = `${'['.repeat(100)}${']'.repeat(100)}`;
    const maps = `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`;
    expect(jsonText(parseJsonText(lists))).toBe(lists);
    expect(jsonText(parseJsonText(maps))).toBe(maps);
    const long = JSON.stringify(Array.from({ length: 200 }, () => ({ a: [] })));
    expect(jsonText(parseJsonText(long))).toBe(long);
    expect(() => parseJsonText(`[${maps}]`)).toThrow('the JSON is nested too deeply');
    expect(() => parseJsonText(`[${lists}]`)).toThrow('the JSON is nested too deeply');
  });

  it('may not hold a number past the range of a double, but may hold a text that looks like one', () => {
    for (const number of ['1e400', '-1E+309'])
      expect(() => parseJsonText(`{"n":${number}}`)).toThrow('is out of range');
    expect(parseJsonText('{"n":1e300,"small":1e-400,"t":"1e400"}')).toEqual({ n: 1e300, small: 0, t: '1e400' });
  });

  it.each(['<html>', '{"id":9007199254740993', `${'['.repeat(101)}${']'.repeat(101)}`])('%s is refused', (text) => {
    expect(() => parseJsonText(text)).toThrow(SyntaxError);
  });
});
