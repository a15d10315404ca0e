import { describe, expect, it } from 'vitest';
import type { NumberReport, Report } from '../../src/generated/schema-types.ts';
import { renderText } from '../../src/report/text.ts';
import { christmas, hours, monday, planOf, tuesday } from '../plan/builders.ts';
import { aProblem, aReport } from './builders.ts';

const report = (numbers: NumberReport[], more: Partial<Report> = {}) => aReport(numbers, { command: 'plan', ...more });

const plain = (value: Report) => renderText(value, { color: false });

describe('the report for a person', () => {
  it('groups numbers by outcome, those that need attention first', () => {
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
    expect(plain(report([inSync, drifted]))).toBe(`To change (1)
  Support  106540352242922  settings/support.yaml
    ~ call_icon_visibility: DISABLE_ALL → DEFAULT  settings/support.yaml:7
      risky: the call button is shown again
    ~ call_hours.weekly_operating_hours[MONDAY]: 0900-1800 → 0800-1800
    - call_hours.weekly_operating_hours[TUESDAY]: 0900-1800 → (removed)
      risky: a weekday is left without hours
    ~ audio.additional_codecs: PCMA → (none)
    ~ voicemail.status: DISABLED → ENABLED (protected)
    ~ voicemail.triggers: (none) → REJECT (protected)
    + voicemail.audio.default.announcement_media_id: (not set) → 1 (protected)
      carried over: status is not in the file: the live value is sent back unchanged
      carried over: timezone_id is not in the file: the live value is sent back unchanged
      carried over: 1 live holiday that is not in the file would be lost with this write, so callctl sends it back unchanged: 2026-12-25
      protected: voicemail is protected: callctl reports it and never writes it
      sends call_icon_visibility: "DEFAULT"
      sends call_hours: {"status":"ENABLED","timezone_id":"Europe/Berlin","weekly_operating_hours":[{"day_of_week":"MONDAY","open_time":"0800","close_time":"1800"}],"holiday_schedule":[{"date":"2026-12-25","start_time":"0000","end_time":"2359"}]}
      sends audio: {"additional_codecs":[]}

In sync (1)
  unnamed  2  settings/support.yaml

Plan: 2 numbers: 1 to change, 1 in sync. 4 changes, 2 risky, 3 protected and not written.
`);
  });

  it('shows failures with their code and hint', () => {
    const failed = planOf({}, { sip: { status: 'ENABLED' } });
    expect(plain(report([failed]))).toBe(`Failed (1)
  Support  106540352242922  settings/support.yaml
    ~ sip.status: DISABLED → ENABLED
      risky: SIP is turned on: the Graph calling endpoints and call webhooks stop
      error: sip.servers is neither in the file nor in live: Meta enables SIP only where a server is set [cannot_write]
      hint: state calling.sip.servers in the file

Plan: 1 number: 1 failed. 1 change, 1 risky.
`);
  });

  it('shows problems with place, expectation and hint', () => {
    expect(
      plain(report([], { command: 'validate', problems: [aProblem] })),
    ).toBe(`settings/a.yaml:3:7: error: calling.call_hours: 0900 is a number here [not_quoted]
  expected: four digits in quotes
  hint: write "0900"

Validate: 0 files, 1 error, 0 warnings.
`);
  });

  it('only counts many numbers in sync', () => {
    const many = Array.from({ length: 21 }, () => planOf({ status: 'ENABLED' }, { status: 'ENABLED' }));
    expect(plain(report(many))).toBe('In sync (21)\n\nPlan: 21 numbers: 21 in sync. 0 changes.\n');
  });

  it('uses colour only on request', () => {
    const value = report([planOf({ status: 'DISABLED' }, { status: 'ENABLED' })]);
    const esc = String.fromCharCode(27);
    expect(plain(value)).not.toContain(esc);
    expect(renderText(value, { color: true })).toContain(`${esc}[`);
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
