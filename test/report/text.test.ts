import { describe, expect, it } from 'vitest';
import type { NumberReport, Problem, Report } from '../../src/generated/schema-types.ts';
import { renderText } from '../../src/report/text.ts';
import { christmas, hours, monday, planOf, tuesday } from '../plan/builders.ts';
import { aNumberReport, aProblem, aReport } from './builders.ts';

const report = (numbers: NumberReport[], more: Partial<Report> = {}) => aReport(numbers, { command: 'plan', ...more });

const plain = (value: Report, verbose = false) => renderText(value, { color: false, width: 100, verbose });

describe('the report for a person', () => {
  it('begins with what is risky, and ends with one line of counts', () => {
    const sources = new Map([['call_icon_visibility', { file: 'settings/support.yaml', line: 7 }]]);
    const drifted = planOf(
      {
        call_icon_visibility: 'DISABLE_ALL',
        audio: { additional_codecs: ['PCMA'] },
        call_hours: hours({ weekly_operating_hours: [monday, tuesday], holiday_schedule: [christmas] }),
      },
      {
        call_icon_visibility: 'DEFAULT',
        audio: { additional_codecs: [] },
        call_hours: { weekly_operating_hours: [{ ...monday, open_time: '0800' }] },
        voicemail: { status: 'ENABLED', triggers: ['REJECT'], audio: { default: { announcement_media_id: '1' } } },
      },
      { more: { sources, protect: ['voicemail'] } },
    );
    const inSync = planOf({ status: 'ENABLED' }, { status: 'ENABLED' }, { more: { name: null, phoneNumberId: '2' } });
    expect(plain(report([inSync, drifted]))).toBe(`Plan · 127.0.0.1:4010 v25.0 · settings · 2026-11-22 12:00 UTC

Risky changes (1 number)
  Support  106540352242922  settings/support.yaml
    ~ call_icon_visibility: DISABLE_ALL → DEFAULT  settings/support.yaml:7
      risky: the call button is shown again
    - Tuesday: 09:00–18:00 → removed
      risky: a weekday is left without hours

Changes (1 number)
  Support  106540352242922  settings/support.yaml
    ~ Monday: 09:00–18:00 → 08:00–18:00
    ~ audio.additional_codecs: PCMA → (none)

Protected: reported, never written (1 number)
  Support  106540352242922  settings/support.yaml
    ~ voicemail.status: DISABLED → ENABLED
    ~ voicemail.triggers: (none) → REJECT
    + voicemail.audio.default.announcement_media_id: not set → 1

Notes
  Support  106540352242922  settings/support.yaml
    carried over: status is not in the file: the live value is sent back unchanged
    carried over: timezone_id is not in the file: the live value is sent back unchanged
    carried over: 1 live holiday that is not in the file would be lost with this write, so callctl
      sends it back unchanged: 2026-12-25

Plan: 2 numbers: 1 to change, 1 in sync. 4 changes, 2 risky, 3 protected and not written.
`);
  });

  it('shows failures with their code and hint', () => {
    const failed = planOf({}, { sip: { status: 'ENABLED' } });
    expect(plain(report([failed]))).toBe(`Plan · 127.0.0.1:4010 v25.0 · settings · 2026-11-22 12:00 UTC

Failed (1 number)
  Support  106540352242922  settings/support.yaml
    error: sip.servers is neither in the file nor in live: Meta enables SIP only where a server is
      set [cannot_write]
      hint: state calling.sip.servers in the file
    ~ sip.status: DISABLED → ENABLED
      risky: SIP is turned on: the Graph calling endpoints and call webhooks stop

Plan: 1 number: 1 failed. 1 change, 1 risky.
`);
  });

  it('shows problems with place, expectation and hint', () => {
    expect(
      plain(report([], { command: 'validate', graph_url: null, problems: [aProblem] })),
    ).toBe(`settings/a.yaml:3:7: error: calling.call_hours: 0900 is a number here [not_quoted]
  expected: four digits in quotes
  hint: write "0900"

Validate: 0 files, 1 error, 0 warnings.
`);
  });

  it('counts numbers in sync, and lists them on request', () => {
    const same = report([planOf({ status: 'ENABLED' }, { status: 'ENABLED' })]);
    expect(plain(same)).not.toContain('Support');
    expect(plain(same)).toContain('\n\nPlan: 1 number: 1 in sync. 0 changes.\n');
    expect(plain(same, true)).toContain('In sync (1 number)\n  Support  106540352242922  settings/support.yaml\n');
  });

  it('shows the requests on request', () => {
    const value = report([planOf({ status: 'DISABLED' }, { status: 'ENABLED' })]);
    const request = 'Requests\n  Support  106540352242922  settings/support.yaml\n    status: "ENABLED"\n';
    expect(plain(value)).not.toContain('Requests');
    expect(plain(value, true)).toContain(request);
    expect(plain({ ...value, command: 'drift', direction: 'file_to_live' }, true)).not.toContain('Requests');
  });

  it('tells a change of many numbers once, with the first of them, and all of them on request', () => {
    const names = ['Hamburg', 'berlin', 'Köln', 'Aachen', 'Essen', 'Gera', 'Dresden', 'Fulda'];
    const numbers = names.map((name, index) =>
      planOf({ status: 'DISABLED' }, { status: 'ENABLED' }, { more: { name, phoneNumberId: String(index + 1) } }),
    );
    expect(plain(report(numbers))).toContain(`Changes (8 numbers)
  8 numbers: Aachen; berlin; Dresden; Essen; Fulda; Gera; and 2 more
    ~ status: DISABLED → ENABLED

Plan:`);
    expect(plain(report(numbers), true)).toContain(
      '  Hamburg  1  settings/support.yaml\n  Köln  3  settings/support.yaml\n    ~ status',
    );
  });

  it('tells equal failures once, with why and what to do', () => {
    const error = { code: 'unreachable', message: 'graph.facebook.com cannot be reached', hint: 'check the network' };
    const numbers = ['1', '2', '3'].map((id) =>
      aNumberReport({ phone_number_id: id, name: `N${id}`, outcome: 'failed', error }),
    );
    expect(plain(report(numbers))).toContain(`Failed (3 numbers)
  3 numbers: N1; N2; N3
    error: graph.facebook.com cannot be reached [unreachable]
      hint: check the network
`);
  });

  it('tells equal warnings once, after the changes, with the first places; and the other messages of a code as a count', () => {
    const warning = (line: number, message: string): Problem => ({
      ...aProblem,
      severity: 'warning',
      code: 'holidays_end_soon',
      path: '',
      expected: null,
      hint: null,
      line,
      message,
    });
    const problems = [1, 2, 3, 4, 5].map((line) => warning(line, '2026-12-26 is the last holiday'));
    const others = ['a', 'b', 'c', 'd'].map((message, index) => warning(10 + index, message));
    const text = plain(report([planOf({}, {})], { problems: [...problems, ...others] }));
    expect(text).toContain(`warning: 2026-12-26 is the last holiday [holidays_end_soon]
  settings/a.yaml:1:7, settings/a.yaml:2:7, settings/a.yaml:3:7, and 2 more
warning: a [holidays_end_soon]
  settings/a.yaml:10:7
warning: b [holidays_end_soon]
  settings/a.yaml:11:7, and 2 with other messages of this code
`);
    expect(plain(report([planOf({}, {})], { problems: [...problems, ...others] }), true)).toContain(
      'settings/a.yaml:13:7',
    );
  });

  it('fits the width: longer lines are wrapped at spaces, with a hanging indent', () => {
    const value = report([planOf({ status: 'DISABLED' }, { status: 'ENABLED' })]);
    const error = { code: 'x', message: 'word '.repeat(60).trim(), hint: null };
    const failed = {
      ...value,
      numbers: value.numbers.map((number) => ({ ...number, outcome: 'failed' as const, error })),
    };
    for (const width of [40, 60, 100]) {
      const lines = renderText(failed, { color: false, width, verbose: false }).split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(lines.filter((line) => line.startsWith('      word')).length).toBeGreaterThan(2);
    }
  });

  it('uses colour only on request', () => {
    const value = report([planOf({ status: 'DISABLED' }, { status: 'ENABLED' })]);
    const esc = String.fromCharCode(27);
    expect(plain(value)).not.toContain(esc);
    expect(renderText(value, { color: true, width: 100, verbose: false })).toContain(`${esc}[`);
  });

  it('lets no control character of a file or of live through', () => {
    const evil = '\u001b[31m\u0007evil\u202e\n::error::\r\u009bx';
    const number = planOf(
      { status: evil, call_hours: hours({ timezone_id: evil }) },
      { status: 'ENABLED', call_hours: { timezone_id: 'Europe/Rome' } },
      { more: { name: evil, file: evil } },
    );
    const text = plain(
      report(
        [
          {
            ...number,
            error: { code: 'x', message: evil, hint: evil },
            notes: [{ code: 'x', message: evil, path: null }],
          },
        ],
        {
          problems: [{ ...aProblem, message: evil, hint: evil, expected: evil, file: evil, path: evil }],
        },
      ),
    );
    // The report itself makes every line break, and there is no other control character.
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    expect(text.split('\n').filter((line) => line.startsWith('::'))).toEqual([]);
    expect(text).toContain('evil');
  });
});
