import { describe, expect, it } from 'vitest';
import { parseJson, renderJson } from '../../src/simulator/json.ts';

describe('parseJson', () => {
  it.each([
    ['{"id":9007199254740993}', { id: '9007199254740993' }],
    ['[12345678901234567890, 938884519013664]', ['12345678901234567890', 938884519013664]],
    ['{"a":"id 12345678901234567890","b":1}', { a: 'id 12345678901234567890', b: 1 }],
    [
      '{"a\\"12345678901234567890":"\\\\","b":12345678901234567890}',
      { 'a"12345678901234567890': '\\', b: '12345678901234567890' },
    ],
    ['1.2345678901234567', 1.2345678901234567],
    ['-9007199254740993', '-9007199254740993'],
    ['9007199254740991', 9007199254740991],
  ])('reads %s', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it.each(['', '{', '012345678901234567890', '{"a":12345678901234567890x}'])('refuses %j', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });
});

describe('renderJson', () => {
  it('writes a bigint digit by digit and leaves out what is undefined', () => {
    expect(renderJson({ a: 9007199254740993n, b: undefined, c: [null, 'é"', true, 1.5] })).toBe(
      '{"a":9007199254740993,"c":[null,"é\\"",true,1.5]}',
    );
  });
});
