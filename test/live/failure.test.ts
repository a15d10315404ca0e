import { describe, expect, it } from 'vitest';
import { type FailureKind, type LiveFailure, meaningOf } from '../../src/live/failure.ts';

const failure = (kind: FailureKind): LiveFailure => ({ kind, code: 'x', message: 'x', hint: null, retryAfterMs: null });

describe('what a failure means for the next step', () => {
  it.each<{ kind: FailureKind; get: boolean; post: boolean }>([
    { kind: 'refused', get: false, post: false },
    { kind: 'restricted', get: false, post: false },
    { kind: 'account', get: false, post: false },
    { kind: 'token', get: false, post: false },
    { kind: 'throttled', get: true, post: true },
    { kind: 'unreachable', get: true, post: true },
    { kind: 'transient', get: true, post: false },
    { kind: 'unreadable', get: false, post: false },
    { kind: 'overdue', get: false, post: false },
    { kind: 'unsent', get: false, post: false },
  ])('$kind: retries GET $get, retries POST $post', ({ kind, get, post }) => {
    const { repeatsGet, repeatsPost } = meaningOf(failure(kind));
    expect({ get: repeatsGet, post: repeatsPost }).toEqual({ get, post });
  });

  it.each<{ kind: FailureKind; post: string; unread: string; unwritten: string }>([
    { kind: 'refused', post: 'refused', unread: 'failed', unwritten: 'failed' },
    { kind: 'restricted', post: 'refused', unread: 'failed', unwritten: 'restricted' },
    { kind: 'account', post: 'refused', unread: 'failed', unwritten: 'failed' },
    { kind: 'token', post: 'refused', unread: 'failed', unwritten: 'failed' },
    { kind: 'throttled', post: 'refused', unread: 'failed', unwritten: 'failed' },
    { kind: 'unreachable', post: 'refused', unread: 'failed', unwritten: 'failed' },
    { kind: 'transient', post: 'unanswered', unread: 'failed', unwritten: 'failed' },
    { kind: 'unreadable', post: 'unanswered', unread: 'failed', unwritten: 'failed' },
    { kind: 'overdue', post: 'unsent', unread: 'failed', unwritten: 'failed' },
    { kind: 'unsent', post: 'unsent', unread: 'skipped', unwritten: 'skipped' },
  ])('$kind: the POST is $post, the number $unread or $unwritten', ({ kind, ...meaning }) => {
    expect(meaningOf(failure(kind))).toMatchObject(meaning);
  });
});
