import { describe, expect, it } from 'vitest';
import { classifyAnswer } from '../../src/live/classify-answer.ts';
import type { FailureKind } from '../../src/live/failure.ts';

const noon = Date.parse('2026-11-22T12:00:00Z');

function classify(status: number, error: unknown, headers: Record<string, string> = {}) {
  return classifyAnswer(
    { status, headers, contentType: 'application/json', body: { error } as never },
    'A_TOKEN',
    noon,
  );
}

describe('classification by Graph code', () => {
  it.each<{ status: number; error: Record<string, unknown>; kind: FailureKind; hint: RegExp | null }>([
    { status: 400, error: { code: 100 }, kind: 'refused', hint: null },
    { status: 400, error: { code: 100, error_subcode: 33 }, kind: 'refused', hint: /phone_number_id/ },
    { status: 404, error: { code: 803 }, kind: 'refused', hint: /phone_number_id/ },
    { status: 401, error: { code: 190, error_subcode: 463 }, kind: 'account', hint: /set A_TOKEN to/ },
    { status: 401, error: { code: 190, error_subcode: 460 }, kind: 'account', hint: /set A_TOKEN to/ },
    { status: 401, error: { code: 190, error_subcode: 467 }, kind: 'account', hint: /set A_TOKEN to/ },
    { status: 401, error: { code: 190 }, kind: 'token', hint: /set A_TOKEN to/ },
    { status: 401, error: { code: 190, error_subcode: 1 }, kind: 'token', hint: /set A_TOKEN to/ },
    { status: 401, error: { code: 0 }, kind: 'token', hint: /set A_TOKEN to/ },
    { status: 400, error: { code: 100, is_transient: true }, kind: 'transient', hint: null },
    { status: 500, error: { code: 100 }, kind: 'refused', hint: null },
    { status: 500, error: { code: 138014 }, kind: 'restricted', hint: /restriction/ },
    { status: 404, error: { code: 299 }, kind: 'refused', hint: /whatsapp_business_management/ },
    { status: 400, error: { code: 199 }, kind: 'refused', hint: null },
    { status: 400, error: { code: 199, error_subcode: 463 }, kind: 'refused', hint: null },
    { status: 400, error: { code: 101, error_subcode: 33 }, kind: 'refused', hint: null },
    { status: 429, error: { code: 138014 }, kind: 'restricted', hint: /restriction/ },
    { status: 429, error: { code: 190, error_subcode: 463 }, kind: 'account', hint: /set A_TOKEN to/ },
    { status: 503, error: { code: 190 }, kind: 'token', hint: /set A_TOKEN to/ },
    { status: 500, error: { code: 200 }, kind: 'transient', hint: /whatsapp_business_management/ },
    { status: 400, error: { code: 300 }, kind: 'refused', hint: null },
    { status: 401, error: { code: 138000 }, kind: 'refused', hint: null },
    { status: 403, error: { code: 10 }, kind: 'refused', hint: /whatsapp_business_management/ },
    { status: 403, error: { code: 200 }, kind: 'refused', hint: /whatsapp_business_management/ },
    { status: 500, error: { code: 1 }, kind: 'transient', hint: /later/ },
    { status: 503, error: { code: 2 }, kind: 'transient', hint: /later/ },
    { status: 400, error: { code: 4 }, kind: 'throttled', hint: /wait/ },
    { status: 400, error: { code: 17 }, kind: 'throttled', hint: /wait/ },
    { status: 400, error: { code: 32 }, kind: 'throttled', hint: /wait/ },
    { status: 429, error: { code: 613 }, kind: 'throttled', hint: /wait/ },
    { status: 400, error: { code: 80007 }, kind: 'throttled', hint: /wait/ },
    { status: 400, error: { code: 80008, is_transient: true }, kind: 'throttled', hint: /wait/ },
    { status: 400, error: { code: 138014 }, kind: 'restricted', hint: /restriction/ },
    { status: 400, error: { code: 138015 }, kind: 'refused', hint: /2,000/ },
    { status: 400, error: { code: 138018 }, kind: 'refused', hint: /calls webhook/ },
    { status: 400, error: { code: 141000 }, kind: 'refused', hint: /Cloud API/ },
    { status: 400, error: { code: 131031 }, kind: 'refused', hint: /locked/ },
    { status: 400, error: { code: 368 }, kind: 'refused', hint: /policy/ },
    { status: 500, error: { code: 77777, is_transient: true }, kind: 'transient', hint: null },
    { status: 400, error: { code: 77777 }, kind: 'refused', hint: null },
    { status: 500, error: { code: 77777 }, kind: 'transient', hint: null },
    { status: 429, error: { code: 77777 }, kind: 'throttled', hint: null },
  ])('HTTP $status $error is $kind', ({ status, error, kind, hint }) => {
    const failure = classify(status, error);
    expect(failure.kind).toBe(kind);
    expect(failure.code).toBe(`graph_${error.code}`);
    if (hint === null) expect(failure.hint).toBeNull();
    else expect(failure.hint).toMatch(hint);
  });

  it('gives Meta’s message and its details, once', () => {
    const error = {
      code: 100,
      error_subcode: 7,
      message: '(#100) Invalid parameter',
      error_data: { details: 'Holiday is past' },
    };
    expect(classify(400, error).message).toBe('(#100) Invalid parameter: Holiday is past (code 100, subcode 7)');
    expect(classify(400, { code: 1, message: 'x', error_user_msg: 'x' }).message).toBe('x (code 1)');
    const emptyDetails = { code: 1, message: 'x', error_data: { details: ' ' }, error_user_msg: 'Because' };
    expect(classify(400, emptyDetails).message).toBe('x: Because (code 1)');
    expect(classify(400, { code: 1 }).message).toBe('Meta gave no message (code 1)');
  });
});

describe('answers of an unknown shape', () => {
  it.each([
    { status: 500, kind: 'transient', hint: null },
    { status: 502, kind: 'transient', hint: null },
    { status: 400, kind: 'refused', hint: 'check --graph-url: this may not be the Graph API' },
    { status: 499, kind: 'refused', hint: 'check --graph-url: this may not be the Graph API' },
    { status: 429, kind: 'throttled', hint: null },
    { status: 200, kind: 'unreadable', hint: 'check --graph-url: this may not be the Graph API' },
    { status: 302, kind: 'unreadable', hint: 'check --graph-url: this may not be the Graph API' },
    { status: 404, kind: 'refused', hint: 'check --graph-url: this may not be the Graph API' },
  ])('HTTP $status without JSON is $kind', ({ status, kind, hint }) => {
    const failure = classifyAnswer({ status, headers: {}, contentType: 'text/html', body: undefined }, 'A_TOKEN');
    expect(failure).toMatchObject({
      kind,
      code: `http_${status}`,
      message: `the server answered HTTP ${status} with text/html, not JSON`,
      hint,
    });
  });

  it('says so where there is not even a content type', () => {
    const answer = { status: 500, headers: {}, contentType: '', body: undefined };
    expect(classifyAnswer(answer, 'A_TOKEN').message).toBe(
      'the server answered HTTP 500 with no content type, not JSON',
    );
  });

  it.each([null, [], 'text', { error: 'text' }, { error: {} }, { error: null }])(
    'JSON %j gives a clear failure',
    (body) => {
      const failure = classifyAnswer({ status: 400, headers: {}, contentType: 'application/json', body }, 'A_TOKEN');
      expect(failure.message).toBe('the server answered HTTP 400 with JSON of an unknown shape');
    },
  );
});

describe('the trace by which Meta finds a request', () => {
  it.each([
    { what: 'the body', error: { code: 1, fbtrace_id: 'A1' }, headers: { 'x-fb-trace-id': 'B2' }, trace: 'A1' },
    { what: 'a header', error: { code: 1 }, headers: { 'x-fb-trace-id': 'B2' }, trace: 'B2' },
    { what: 'the first of two headers', error: { code: 1 }, headers: { 'x-fb-trace-id': ['B2', 'C3'] }, trace: 'B2' },
    { what: 'nothing, where it is empty', error: { code: 1, fbtrace_id: '' }, headers: {}, trace: undefined },
    { what: 'nothing, where it is not a text', error: { code: 1, fbtrace_id: 7 }, headers: {}, trace: undefined },
    { what: 'nothing, where there is none', error: { code: 1 }, headers: {}, trace: undefined },
  ])('is taken from $what', ({ error, headers, trace }) => {
    const failure = classify(500, error, headers as Record<string, string>);
    expect(failure.trace).toBe(trace);
    expect('trace' in failure).toBe(trace !== undefined);
  });

  it('is kept where the answer is not JSON', () => {
    const answer = { status: 500, headers: { 'x-fb-trace-id': 'B2' }, contentType: '', body: undefined };
    expect(classifyAnswer(answer, 'A_TOKEN').trace).toBe('B2');
  });
});

describe('how long to wait', () => {
  const usage = (minutes: number) =>
    JSON.stringify({ '102290129340398': [{ type: 'x', estimated_time_to_regain_access: minutes }] });
  it.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'x-business-use-case-usage': usage(2) }, 120_000],
    [{ 'retry-after': '7', 'x-business-use-case-usage': usage(2) }, 120_000],
    [{ 'x-business-use-case-usage': usage(0) }, null],
    [{ 'x-business-use-case-usage': 'no JSON' }, null],
    [{ 'retry-after': 'tomorrow' }, null],
    [{ 'retry-after': '0' }, null],
    [{ 'retry-after': '2027' }, 2_027_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:01 GMT', 'x-business-use-case-usage': usage(2) }, 120_000],
    [{ 'retry-after': ' 7 ' }, 7000],
    [{ 'retry-after': '7s' }, null],
    [{ 'retry-after': 'x7' }, null],
    [{ 'retry-after': '1234567890' }, null],
    [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:30 +0100' }, null],
    [{ 'retry-after': '22 Nov 2026 12:00:30 GMT' }, null],
    [{ 'retry-after': 'on Sun, 22 Nov 2026 12:00:30 GMT' }, null],
    [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:00 GMT' }, null],
    [{ 'retry-after': 'Sun, 22 Nov 2026 11:59:30 GMT' }, null],
    [{}, null],
  ])('%j: %s ms', (headers, wait) => {
    expect(classify(400, { code: 80008 }, headers as Record<string, string>).retryAfterMs).toBe(wait);
  });
});
