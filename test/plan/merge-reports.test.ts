import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NumberReport, Outcome, Problem, Report } from '../../src/generated/schema-types.ts';
import { mergeReports, type NamedReport } from '../../src/plan/merge-reports.ts';
import { orderProblems } from '../../src/plan/report-order.ts';
import { inShard, type Shard } from '../../src/plan/shard.ts';
import { summarize } from '../../src/plan/summary.ts';
import { aNumberReport, aProblem as anyProblem, aReport as anyReport } from '../report/builders.ts';

function aNumber(id: string, file = `settings/${id}.yaml`, outcome: Outcome = 'in_sync'): NumberReport {
  return aNumberReport({ phone_number_id: id, name: null, file, outcome });
}

function aProblem(more: Partial<Problem> = {}): Problem {
  return { ...anyProblem, severity: 'warning', ...more };
}

/** Of a folder of seven files. */
function aReport(more: Partial<Report> = {}): Report {
  const { numbers = [], problems = [] } = more;
  const summary = summarize(numbers, problems, 7);
  return anyReport(numbers, { command: 'plan', graph_url: 'https://graph.facebook.com', summary, ...more });
}

function shardsOf(count: number, more: (index: number) => Partial<Report> = () => ({})): NamedReport[] {
  return Array.from({ length: count }, (_, at) => ({
    name: `s${at + 1}.json`,
    report: aReport({ shard: { index: at + 1, count }, ...more(at + 1) }),
  }));
}

/** An id that falls to the shard. */
function idIn(index: number, count: number): string {
  const ids = Array.from({ length: 50 }, (_, at) => String(at + 1));
  return ids.find((id) => inShard(id, { index, count })) ?? '';
}

function merged(reports: readonly NamedReport[]): Report {
  const result = mergeReports(reports);
  if ('refusal' in result) throw new Error(result.refusal);
  return result.report;
}

function refusal(reports: readonly NamedReport[]): string | null {
  const result = mergeReports(reports);
  return 'refusal' in result ? result.refusal : null;
}

describe('what is merged', () => {
  it('a single report of a whole fleet is left as it is, a saved plan too', () => {
    const report = aReport({ saved_plan: { desired_digest: 'sha256:1', digest: 'sha256:2' } });
    expect(merged([{ name: 'plan.json', report }])).toBe(report);
  });

  it('the only shard of one becomes a whole', () => {
    expect(merged(shardsOf(1))).toEqual(aReport());
  });

  it('is what one run would have made, in whichever order the shards are given', () => {
    const fleet = fc.uniqueArray(fc.stringMatching(/^\d{1,15}$/), { maxLength: 40 });
    const outcomes = fc.constantFrom<Outcome>('in_sync', 'drifted', 'failed', 'restricted');
    fc.assert(
      fc.property(fleet, outcomes, fc.integer({ min: 2, max: 9 }), fc.nat(), (ids, outcome, count, turn) => {
        const numbers = ids.toSorted().map((id) => aNumber(id, `settings/${id}.yaml`, outcome));
        const problems = [aProblem()];
        const shards = shardsOf(count, (index) => {
          const own = numbers.filter((number) => inShard(number.phone_number_id, { index, count }));
          return { numbers: own, problems, summary: summarize(own, problems, 7) };
        });
        const start = turn % count;
        const turned = [...shards.slice(start), ...shards.slice(0, start)];
        const whole = aReport({ problems, numbers: numbers.toSorted((a, b) => (a.file < b.file ? -1 : 1)) });
        expect(merged(turned)).toEqual(whole);
      }),
    );
  });

  it('numbers are ordered by file, then by id, by code unit', () => {
    const files: readonly [string, string][] = [
      ['2', 'settings/é.yaml'],
      ['1', 'settings/Z.yaml'],
      ['9', 'settings/a.yaml'],
      ['10', 'settings/a.yaml'],
    ];
    const reports = shardsOf(2, (index) => ({
      numbers: files.filter(([id]) => inShard(id, { index, count: 2 })).map(([id, file]) => aNumber(id, file)),
    }));
    expect(merged(reports).numbers.map(({ phone_number_id }) => phone_number_id)).toEqual(['1', '10', '9', '2']);
  });

  it('the earliest time, neither shard nor saved plan', () => {
    const times = ['2026-11-22T12:00:00Z', '2026-11-22T11:59:59.999Z', '2026-11-22T11:59:59Z'];
    const reports = shardsOf(3, (index) => ({
      created_at: times[index - 1] ?? '',
      saved_plan: { desired_digest: 'sha256:1', digest: 'sha256:2' },
    }));
    expect(merged(reports)).toMatchObject({
      created_at: '2026-11-22T11:59:59Z',
      summary: { files: 7 },
      shard: null,
      saved_plan: null,
      base: null,
    });
  });

  it('lists each problem once, ordered as when settings files are loaded', () => {
    const problems = fc.array(
      fc.record({
        file: fc.constantFrom('settings/a.yaml', 'settings/B.yaml', 'settings/_a.yaml'),
        line: fc.integer({ min: 1, max: 12 }),
        column: fc.integer({ min: 1, max: 3 }),
        code: fc.constantFrom('unknown_key', 'time_zone_alias'),
        path: fc.constantFrom('calling.a', 'calling.b'),
        severity: fc.constantFrom('error' as const, 'warning' as const),
      }),
    );
    fc.assert(
      fc.property(problems, problems, (one, two) => {
        const lists = [one.map(aProblem), two.map(aProblem)];
        const report = merged(shardsOf(2, (index) => ({ problems: lists[index - 1] ?? [] })));
        const expected = orderProblems(lists.flat());
        expect(report.problems).toEqual(expected);
        expect(report.summary.errors + report.summary.warnings).toBe(expected.length);
      }),
    );
  });

  it('leaves the reports it was given as they were', () => {
    const reports = shardsOf(3, (index) => ({ numbers: [aNumber(idIn(index, 3))], problems: [aProblem()] }));
    const before = structuredClone(reports);
    merged(reports);
    expect(reports).toEqual(before);
  });
});

describe('the verdict of the guards', () => {
  const reason = { code: 'too_many_changes', message: '3 numbers would change', hint: 'raise it' } as const;
  const guardsOf = (...guards: Report['guards'][]) =>
    merged(shardsOf(guards.length, (index) => ({ guards: guards[index - 1] ?? null }))).guards;

  it('of shards that were judged is joined: refused by one is refused, and each reason names its shard', () => {
    const calm = { refused: false, changed_numbers: 1, limit: 2, reasons: [] };
    const refusing = { refused: true, changed_numbers: 3, limit: 2, reasons: [reason] };
    expect(guardsOf(calm, refusing, null)).toEqual({
      refused: true,
      changed_numbers: 4,
      limit: 4,
      reasons: [{ ...reason, message: 'shard 2 of 3: 3 numbers would change' }],
    });
    expect(guardsOf(calm, { ...calm, limit: null })).toEqual({
      refused: false,
      changed_numbers: 2,
      limit: null,
      reasons: [],
    });
  });

  it('is null where no shard was judged', () => {
    expect(guardsOf(null, null)).toBeNull();
  });
});

describe('the base of shards', () => {
  const base = { ref: 'origin/main', commit: '0'.repeat(40) };
  const gone = (file: string) => ({ phone_number_id: '1', name: null, account: null, file });

  it('lists the numbers that are no longer managed, ordered by file', () => {
    const files = ['settings/b.yaml', 'settings/a.yaml'];
    const shards = shardsOf(2, (index) => ({ base: { ...base, no_longer_managed: [gone(files[index - 1] ?? '')] } }));
    expect(merged(shards).base).toEqual({
      ...base,
      no_longer_managed: [gone('settings/a.yaml'), gone('settings/b.yaml')],
    });
    expect(merged(shardsOf(2)).base).toBeNull();
  });
});

it('a merged report was made when its first shard was', () => {
  const times = ['2026-11-22T12:00:02.000Z', '2026-11-22T12:00:01.000Z', '2026-11-22T12:00:03.000Z'];
  const shards = shardsOf(3, (index) => ({ created_at: times[index - 1] ?? '' }));
  expect(merged(shards).created_at).toBe('2026-11-22T12:00:01.000Z');
});

describe('what is refused', () => {
  const ofShard = (index: number, count: number, more: Partial<Report> = {}): NamedReport =>
    named(`${index}-${count}.json`, { shard: { index, count } satisfies Shard, ...more });
  const named = (name: string, more: Partial<Report>): NamedReport => ({ name, report: aReport(more) });

  it.each<[string, NamedReport[]]>([
    ['no report is given', []],
    ['1-2.json and 2-2.json differ in command: plan and drift', [ofShard(1, 2), ofShard(2, 2, { command: 'drift' })]],
    [
      '1-2.json and 2-2.json differ in graph_url: https://graph.facebook.com and http://127.0.0.1:4010',
      [ofShard(1, 2), ofShard(2, 2, { graph_url: 'http://127.0.0.1:4010' })],
    ],
    [
      '1-2.json and 2-2.json differ in graph_version: v25.0 and null',
      [ofShard(1, 2), ofShard(2, 2, { graph_version: null })],
    ],
    [
      '1-2.json and 2-2.json differ in format_version: 2 and 3',
      [ofShard(1, 2), ofShard(2, 2, { format_version: 3 as 2 })],
    ],
    [
      '1-2.json and 2-2.json are about different selections of numbers',
      [ofShard(1, 2), ofShard(2, 2, { selection: { settings: 'settings', targets: ['settings/a.yaml'], only: [] } })],
    ],
    ['b.json is not the report of a shard and cannot be merged with others', [ofShard(1, 2), named('b.json', {})]],
    [
      'a.json is not the report of a shard and cannot be merged with others',
      [named('a.json', {}), named('b.json', {})],
    ],
    ['1-2.json and 2-3.json come from different splits, into 2 and 3 shards', [ofShard(1, 2), ofShard(2, 3)]],
    ['1-2.json and 1-2.json are both shard 1 of 2', [ofShard(1, 2), ofShard(1, 2)]],
    ['shard 3 of 4 is missing', [ofShard(4, 4), ofShard(1, 4), ofShard(2, 4)]],
    ['shards 1, 2 and 4 of 4 are missing', [ofShard(3, 4)]],
    [
      `number ${idIn(1, 2)} in 2-2.json does not belong to shard 2 of 2`,
      [ofShard(1, 2, { numbers: [aNumber(idIn(1, 2))] }), ofShard(2, 2, { numbers: [aNumber(idIn(1, 2))] })],
    ],
    [
      '1-2.json and 2-2.json were made from different settings files: 7 and 8 of them',
      [ofShard(1, 2), ofShard(2, 2, { summary: summarize([], [], 8) })],
    ],
    [
      `1-2.json and 2-2.json differ in base: none and ${'a'.repeat(40)}`,
      [ofShard(1, 2), ofShard(2, 2, { base: { ref: 'main', commit: 'a'.repeat(40), no_longer_managed: [] } })],
    ],
    ['number 7 is in 1-1.json twice', [ofShard(1, 1, { numbers: [aNumber('7'), aNumber('7')] })]],
  ])('%s', (message, reports) => {
    expect(refusal(reports)).toBe(message);
  });

  it('every refusal says what to do', () => {
    for (const reports of [[], [ofShard(1, 2)], [ofShard(1, 2), ofShard(1, 2)]]) {
      expect(mergeReports(reports)).toHaveProperty('hint', expect.stringMatching(/^give /));
    }
  });
});
