import { describe, expect, it } from 'vitest';
import { renderRequestJson } from '../../../src/report/shared/request-json.ts';

describe('the request', () => {
  const body = { calling: { status: 'ENABLED', audio: { additional_codecs: [] }, name: 'a\n\u202eb "c"', list: [] } };

  it('parses back to the same value, and has no invisible character', () => {
    const long = { ...body, list: Array.from({ length: 30 }, (_, index) => ({ index, nested: { deep: [index] } })) };
    expect(JSON.parse(renderRequestJson(long))).toEqual(long);
    expect(renderRequestJson(long)).not.toMatch(/[\u202e]/);
  });

  it('keeps a flat value on one line if it fits', () => {
    expect(renderRequestJson({ calling: { a: [1, 2] } })).toBe('{\n  "calling": {\n    "a": [1, 2]\n  }\n}');
    const long = { a: ['x'.repeat(50), 'y'.repeat(50)], b: { c: 1 } };
    expect(renderRequestJson(long)).toBe(
      `{\n  "a": [\n    "${'x'.repeat(50)}",\n    "${'y'.repeat(50)}"\n  ],\n  "b": {"c": 1}\n}`,
    );
  });
});
