import type { Change, GuardReason, Guards, NumberReport, Problem, Report } from '../../src/generated/schema-types.ts';
import { directionOf } from '../../src/plan/direction.ts';
import { summarize } from '../../src/plan/summary.ts';

export const aProblem: Problem = {
  severity: 'error',
  code: 'not_quoted',
  message: '0900 is a number here',
  expected: 'four digits in quotes',
  hint: 'write "0900"',
  file: 'settings/a.yaml',
  line: 3,
  column: 7,
  path: 'calling.call_hours',
};

export function aChange(more: Partial<Change> = {}): Change {
  return {
    path: 'call_icon_visibility',
    setting: 'call_icon_visibility',
    action: 'change',
    before: 'DISABLE_ALL',
    after: 'DEFAULT',
    risk: null,
    origin: null,
    protected: false,
    file: 'settings/support.yaml',
    line: 7,
    ...more,
  };
}

export const risky = aChange({ risk: 'the call button is shown again' });

export function aNumberReport(more: Partial<NumberReport> = {}): NumberReport {
  return {
    phone_number_id: '106540352242922',
    name: 'Support',
    account: null,
    file: 'settings/support.yaml',
    outcome: more.changes ? 'drifted' : 'in_sync',
    changes: [],
    requests: [],
    notes: [],
    call_hours: null,
    live_fingerprint: null,
    error: null,
    ...more,
  };
}

export const failure = { code: 'unreachable', message: 'could not be read', hint: 'try again' };

export function aReport(numbers: NumberReport[], more: Partial<Report> = {}): Report {
  const { command = 'drift', problems = [] } = more;
  return {
    format_version: 2,
    command,
    direction: directionOf(command),
    created_at: '2026-11-22T12:00:00.000Z',
    graph_url: 'http://127.0.0.1:4010',
    graph_version: 'v25.0',
    summary: summarize(numbers, problems, numbers.length),
    numbers,
    problems,
    guards: null,
    selection: { settings: 'settings', targets: [], only: [] },
    shard: null,
    saved_plan: null,
    base: null,
    ...more,
  };
}

/** The verdict of guards that refuse 11 changed numbers. */
export function refusedBy(...reasons: GuardReason[]): NonNullable<Guards> {
  return { refused: true, changed_numbers: 11, limit: 4, reasons };
}

/** Each could break a format, or the program that shows it. */
export const hostileTexts = {
  'a table and code': 'a | b `c` ``` </details> <!-- @everyone',
  'a workflow command': '::error file=x::evil',
  'a workflow command on a line of its own': 'x\n::set-env name=PATH::evil\r\n::stop-commands::x\rend',
  'an older workflow command': '##[set-env name=PATH;]evil ###[add-mask]x',
  'what looks escaped': '100%, 50%25 %0A::error::x %3A',
  'separators of properties': 'a,line=1,col=2::b=c',
  'a script': '<script>alert("x")</script> & &amp; \'"',
  'the end of CDATA': 'x]]><failure/>',
  'escapes of a terminal': '\u001b[31m\u009b2Jred\u0007',
  'controls that XML forbids': 'a\u0000b\u0001c\u000bd\uffffe\ufffef',
  'lone surrogates': 'a\ud800b\udc00c',
  'a turn of direction': '\u202egnp.exe\u2066\u200f',
  'line separators': 'a\u2028::error::b\u2029c\u0085d',
  'a link and placeholders': '[click](https://evil.example) {0} {{1}} \\[x](1)',
  'an emoji that a cut may halve': `${'x'.repeat(199)}😀${'y'.repeat(9000)}`,
} as const;

/** A report with the text in every place that a file or live can reach. */
export function hostileReport(text: string): Report {
  const change = aChange({
    path: text,
    before: text,
    after: { [text]: [text] },
    risk: text,
    file: text,
    origin: 'drift',
  });
  const error = { code: text, message: text, hint: text };
  const side = {
    calling_status: text,
    status: 'ENABLED',
    timezone_id: text,
    weekly_operating_hours: [{ day_of_week: text, open_time: text, close_time: text }],
    holiday_schedule: [{ date: text, start_time: text, end_time: text }],
  };
  const call_hours = { today: '', before: side, after: { ...side, holiday_schedule: [] } };
  const number = {
    call_hours,
    name: text,
    account: text,
    file: text,
    changes: [change, { ...change, protected: true }],
  };
  return aReport(
    [
      aNumberReport({ ...number }),
      aNumberReport({ ...number, outcome: 'failed', error }),
      aNumberReport({ ...number, outcome: 'restricted', error }),
      aNumberReport({ ...number, outcome: 'protected' }),
      aNumberReport({ ...number, outcome: 'skipped', error }),
      aNumberReport({ ...number, outcome: 'applied', notes: [{ code: text, message: text, path: text }] }),
    ],
    {
      graph_url: text,
      graph_version: text,
      base: { ref: text, commit: '0'.repeat(40), no_longer_managed: [] },
      guards: refusedBy({ code: 'risky_changes', message: text, hint: text }),
      problems: (['error', 'warning'] as const).map((severity) => ({
        ...aProblem,
        severity,
        code: text,
        message: text,
        expected: text,
        hint: text,
        file: text,
        path: text,
      })),
    },
  );
}
