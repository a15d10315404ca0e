import { describe, expect, it } from 'vitest';
import { CallctlError, failureOf } from '../src/errors.ts';
import type { LiveFailure } from '../src/live/failure.ts';

const timeout: LiveFailure = {
  kind: 'transient',
  code: 'timeout',
  message: 'no answer',
  hint: null,
  retryAfterMs: null,
};
const bug = { code: 'bug', hint: 'please report it' };

describe('the one shape of a failure', () => {
  it.each([
    {
      title: 'an error of ours',
      error: new CallctlError('io', 'disk full', 'make room'),
      failure: { code: 'io', message: 'disk full', hint: 'make room' },
    },
    {
      title: 'a failed request, without what only the next step needs',
      error: timeout,
      failure: { code: 'timeout', message: 'no answer', hint: null },
    },
    {
      title: 'an unexpected error',
      error: Object.assign(new Error('oops'), { code: 'ENOENT' }),
      failure: { ...bug, message: 'this is a bug in callctl: oops' },
    },
    {
      title: 'anything else that was thrown',
      error: null,
      failure: { ...bug, message: 'this is a bug in callctl: null' },
    },
  ])('is made of $title', ({ error, failure }) => {
    expect(failureOf(error)).toEqual(failure);
  });
});
