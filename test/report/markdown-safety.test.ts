import { describe, expect, it } from 'vitest';
import type { Change, NumberReport, Problem, Report } from '../../src/generated/schema-types.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { hours, monday, planOf } from '../plan/builders.ts';
import { aReport, refusedBy } from './builders.ts';

/** A page with errors shows no numbers; here both must be visible. */
function report(numbers: NumberReport[], problems: Problem[] = [], more: Partial<Report> = {}): Report {
  const made = aReport(numbers, { command: 'plan', graph_url: null, graph_version: null, problems, ...more });
  return { ...made, summary: { ...made.summary, errors: 0 } };
}

const tags = ['<details>', '</details>', '<summary>', '</summary>', '<b>', '</b>', '<code>', '</code>', '<br>'];

/** What is wrong with a page: a tag that is not ours, a row that does not fit its table, a fold or fence left open. */
function findBroken(page: string): string[] {
  const [marker = '', ...lines] = page.split('\n');
  const broken = /^<!-- callctl:[a-z]+ -->$/.test(marker) ? [] : ['marker'];
  let isFenced = false;
  let isFolded = false;
  let cells = 0;
  for (const line of lines) {
    const isFence = line.startsWith('```');
    if (isFence) isFenced = !isFenced;
    const text = isFenced || isFence ? '' : withoutCode(line);
    broken.push(...(text.match(/<[^>]*>?/g) ?? []).filter((tag) => !tags.includes(tag)));
    if (isFenced && /[<`]/.test(line) && !isFence) broken.push(`in a fence: ${line.slice(0, 200)}`);
    // What GitHub links or reads as markup outside of code.
    if (/[@#$~\\[\]]|www|:\/|\S_|__/.test(text.replace(/^#### |^> \[!\w+\]$/, '')))
      broken.push(`live text: ${text.slice(0, 200)}`);
    if (line === '<details>' && isFolded) broken.push('a fold in a fold');
    if (line === '<details>') isFolded = true;
    if (line === '</details>') isFolded = false;
    const found = text.startsWith('|') ? (text.match(/\|/g)?.length ?? 0) : 0;
    if (found > 0 && cells > 0 && found !== cells) broken.push(`a row of ${found - 1} cells: ${line.slice(0, 200)}`);
    cells = found;
  }
  if (isFenced) broken.push('a fence left open');
  if (isFolded) broken.push('a fold left open');
  if (/[^\P{Cc}\n]|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u.test(page))
    broken.push('control character');
  return broken;
}

function withoutCode(line: string): string {
  return line.replace(/`[^`]+`|<code>[^<]*<\/code>/g, 'code').replace(/&(?:#96|#124|lt);/g, '');
}

const hostile: readonly [string, string][] = [
  ['pipes', 'a|b||c \\| d \\\\|'],
  ['backticks', '`a` ``b`` ``` c `'],
  ['a long run of backticks', `x ${'`'.repeat(200)} y`],
  ['the end of a fold', '</details></summary></code></td>'],
  ['a mention', '@everyone and (@org/team), a@example.com'],
  ['references', '#123 GH-123 org/repo#7 user@0123abc JIRA-99'],
  ['a commit', '0123abcd0123abcd0123abcd0123abcd0123abcd deadbee'],
  ['addresses', 'http://evil.example www.evil.example mailto:a@evil.example xmpp:a@evil.example'],
  ['a link and an image', '[a](javascript:1) ![b](http://evil.example/x.png) [c]: http://evil.example'],
  ['a script', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['an entity', '&lt;b&gt; &#64;everyone &commat;'],
  ['a marker', '<!-- callctl:apply --> --> <!--'],
  ['markup', '**a** _b_ ~~c~~ $x$ $$y$$ :tada: # h - [ ] task > q ***'],
  ['lines', 'a\n\n# b\r\n- c\n```\n| d |\n::error::e'],
  ['an alert', '> [!CAUTION]\n> all is well'],
  ['ANSI escapes', '\u001b[31mred\u001b]8;;http://evil.example\u0007link\u009b2J'],
  ['bidi controls', 'a\u202Eb\u2066c\u200Bd\u2028e\uFEFF'],
  ['nothing', ' \n '],
  ['very much', 'x| '.repeat(5000)],
  ['half a pair', '\ud83d'],
];

/** A report with this text in every place that a file or live can reach. */
function reportOf(text: string): Report {
  const change: Change = {
    path: `call_hours.holiday_schedule[${text}]`,
    setting: text,
    action: 'change',
    before: text,
    after: [text, { open_time: text, close_time: text }],
    risk: text,
    origin: 'drift',
    protected: false,
    file: text,
    line: 1,
  };
  const day = { date: text, start_time: text, end_time: text };
  const before = { ...hours(), calling_status: text, timezone_id: text, holiday_schedule: [day] };
  const number: NumberReport = {
    ...planOf({ status: text, call_hours: hours() }, { status: 'ENABLED' }),
    name: text,
    account: text,
    file: text,
    changes: [change, { ...change, origin: 'edit', protected: true, action: 'remove', after: null }],
    requests: [{ calling: { [text]: text, list: [{ [text]: [text] }] } }],
    notes: [{ code: text, message: text, path: text }],
    call_hours: {
      today: '2026-11-22',
      before,
      after: { ...before, weekly_operating_hours: [{ ...monday, open_time: '1000' }], holiday_schedule: [] },
    },
    error: { code: text, message: text, hint: text },
  };
  const failed: NumberReport = { ...number, outcome: 'failed' };
  const problem: Problem = {
    severity: 'error',
    code: text,
    message: text,
    expected: text,
    hint: text,
    file: text,
    line: 1,
    column: 1,
    path: text,
  };
  const gone = { phone_number_id: '9', name: text, account: text, file: text };
  return report([number, failed], [problem, { ...problem, severity: 'warning' }], {
    base: { ref: text, commit: 'a'.repeat(40), no_longer_managed: [gone] },
    guards: refusedBy({ code: 'risky_changes', message: text, hint: text }),
  });
}

describe('values from files and from live', () => {
  it.each(hostile)('break nothing, and become no link: %s', (_what, text) => {
    expect(findBroken(renderMarkdown(reportOf(text), { limit: 1_000_000 }))).toEqual([]);
  });

  it.each(hostile)('do not escape from the request: %s', (_what, text) => {
    const value = reportOf(text);
    const page = renderMarkdown(value, { limit: 1_000_000 });
    const [json = ''] = /(?<=\n```json\n)[^`]*(?=\n```)/.exec(page) ?? [];
    expect(JSON.parse(json)).toEqual(value.numbers[0]?.requests[0]);
  });

  it('stay readable', () => {
    const name = 'Füße & Söhne – “Köln” 東京 ☎️ (24/7), 2nd floor: O’Brien-Ng';
    const page = renderMarkdown(report([{ ...reportOf('x').numbers[0], name } as NumberReport]));
    expect(page).toContain('| Füße & Söhne – `“Köln”` 東京 ☎️ (`24/7`), `2nd` floor: O’Brien-Ng | `106540352242922` |');
    expect(page).toContain('<b>Füße & Söhne – <code>“Köln”</code> 東京 ☎️ (<code>24/7</code>), <code>2nd</code> floor');
  });

  it('have their backticks, pipes and angle brackets between spans of code', () => {
    const page = renderMarkdown(report([{ ...reportOf('x').numbers[0], file: 'a`b|c<d' } as NumberReport]));
    expect(page).toContain('file `a`&#96;`b`&#124;`c`&lt;`d`');
  });
});

describe('a page that is too long', () => {
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  const [before, after] = ['ENABLED', 'DISABLED'];
  const plain: Change = {
    path: 'call_hours.weekly_operating_hours[MONDAY]',
    setting: 'call_hours',
    action: 'change',
    before,
    after,
    risk: null,
    origin: null,
    protected: false,
    file: 'settings/a.yaml',
    line: 1,
  };
  const numberOf = (index: number, more: Partial<NumberReport> = {}): NumberReport => ({
    ...planOf({ status: 'DISABLED', call_hours: hours() }, { status: 'ENABLED' }),
    phone_number_id: String(1_000_000 + index),
    name: `Størrelse ${index}`,
    changes: Array.from({ length: 10 }, () => plain),
    ...more,
  });
  const error = { code: 'timeout', message: 'did not answer in time', hint: 'try again' };
  const risky = { ...plain, risk: 'calling is turned off' };
  const fleet = Array.from({ length: 3000 }, (_, index) => {
    if (index % 200 === 7) return numberOf(index, { outcome: 'failed', error, requests: [] });
    if (index % 100 === 9) return numberOf(index, { changes: [risky, plain, plain] });
    return numberOf(index);
  });

  it('keeps the summary, the failures, the risky changes, and as much of the table as fits', () => {
    const page = renderMarkdown(report(fleet));
    expect(findBroken(page)).toEqual([]);
    expect(bytes(page)).toBeLessThanOrEqual(60_000);
    expect(bytes(page)).toBeGreaterThan(58_000);
    expect(page).toContain('**Plan**: 3,000 numbers: 15 failed, 2,985 to change. 29,790 changes, 30 risky.');
    expect(page.match(/did not answer in time/g)).toHaveLength(15);
    expect(page.match(/^- .*\*\*risky:\*\*/gm)).toHaveLength(30);
    expect(page).toMatch(
      /> Too long for one comment\. Left out here: rows of the table \(\d+ of 3000\), details of numbers \(3000 of 3000\)\. The HTML or JSON report has all of it\./,
    );
  });

  it('shares the remaining room between drift and the table', () => {
    const drifted = fleet.map((number) => ({
      ...number,
      changes: number.changes.map((change) => ({ ...change, origin: 'drift' as const })),
    }));
    const page = renderMarkdown(report(drifted));
    expect(findBroken(page)).toEqual([]);
    expect(bytes(page)).toBeLessThanOrEqual(60_000);
    expect(page.match(/^> - /gm)?.length).toBeGreaterThan(100);
    expect(page.match(/^\| Størrelse/gm)?.length).toBeGreaterThan(100);
  });

  it('takes failures and risky changes in turn if not even they fit', () => {
    const bad = fleet.map((number, index) =>
      index % 2 === 0 ? { ...number, outcome: 'failed' as const, error } : { ...number, changes: [risky] },
    );
    const page = renderMarkdown(report(bad));
    expect(findBroken(page)).toEqual([]);
    expect(bytes(page)).toBeLessThanOrEqual(60_000);
    expect(page.match(/did not answer/g)?.length).toBeGreaterThan(150);
    expect(page.match(/^- .*\*\*risky:\*\*/gm)?.length).toBeGreaterThan(150);
    expect(page).toContain('failed numbers (');
  });

  it('leaves out problems too', () => {
    const problem: Problem = {
      severity: 'warning',
      code: 'alias',
      message: 'a time zone alias',
      expected: null,
      hint: null,
      file: 'settings/a.yaml',
      line: 1,
      column: 1,
      path: '',
    };
    const errors = Array.from({ length: 400 }, () => ({ ...problem, severity: 'error' as const }));
    const warnings = Array.from({ length: 2000 }, () => problem);
    const page = renderMarkdown(report([], [...errors, ...warnings], { command: 'validate' }));
    expect(bytes(page)).toBeLessThanOrEqual(60_000);
    expect(page.match(/^- /gm)?.length).toBeGreaterThan(500);
    expect(page).toMatch(/Left out here: warnings \(\d+ of 2000\)\./);
  });

  it('drops folds of numbers in sync first, then those with the fewest changes and notes, and never cuts one', () => {
    const note = { code: 'restriction', message: 'paused', path: null };
    const numbers = [
      numberOf(1, { outcome: 'in_sync', changes: [], requests: [], notes: [note] }),
      numberOf(2, { changes: [plain] }),
      ...Array.from({ length: 6 }, (_, index) => numberOf(10 + index)),
    ];
    const whole = renderMarkdown(report(numbers));
    for (let limit = bytes(whole); limit > 2500; limit -= 400) {
      const page = renderMarkdown(report(numbers), { limit });
      const names = [...page.matchAll(/<summary><b>Størrelse (\d+)/g)].map(([, name]) => Number(name));
      expect(findBroken(page)).toEqual([]);
      expect(bytes(page)).toBeLessThanOrEqual(limit);
      expect(names.includes(1) && names.length < 8).toBe(false);
      expect(names.includes(2) && names.length < 7).toBe(false);
    }
  });
});
