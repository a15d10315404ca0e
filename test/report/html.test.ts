import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Outcome, Report } from '../../src/generated/schema-types.ts';
import { html, markupText, preformatted } from '../../src/report/html/markup.ts';
import { renderHtml } from '../../src/report/html.ts';
import { christmas, hours, planOf, tuesday } from '../plan/builders.ts';
import { aProblem } from './builders.ts';
import { drifted, failed, inSync, largeReport, reportOf, reviewReport, smallReport } from './html-reports.ts';

/** What a reader sees: the text between tags, with single spaces. */
function textOf(page: string): string {
  const body = page.slice(page.indexOf('<body>'), page.indexOf('<script>'));
  const plain = body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  return plain.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}

const seen = (report: Report) => textOf(renderHtml(report));
const between = (page: string, start: string, end: string) => page.split(start)[1]?.split(end)[0] ?? '';

describe('markup', () => {
  it('escapes strings, in text and in attributes', () => {
    const evil = `</script><img src=x onerror="a('b')">&`;
    const escaped = '&lt;/script&gt;&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;';
    expect(markupText(html`<p title="${evil}">${evil}</p>`)).toBe(`<p title="${escaped}">${escaped}</p>`);
  });

  it('keeps markup as it is and lists in order, and leaves out null', () => {
    const items = ['a<', 'b'].map((item) => html`<li>${item}</li>`);
    expect(markupText(html`<ul>${items}</ul>${null}${3}`)).toBe('<ul><li>a&lt;</li><li>b</li></ul>3');
  });

  it('drops characters that move a cursor or reorder text', () => {
    expect(markupText(html`<p>${'\u001b[31ma\u202eb\nc'}</p>`)).toBe('<p>[31ma b c</p>');
  });

  it('keeps the lines of preformatted text', () => {
    expect(markupText(html`<pre>${preformatted('  a\n<b>')}</pre>`)).toBe('<pre>  a\n&lt;b&gt;</pre>');
  });
});

describe('the page', () => {
  const page = renderHtml(smallReport());

  it('allows its own style and script by their digests, and nothing else', () => {
    const digest = (text: string) => `&#39;sha256-${createHash('sha256').update(text).digest('base64')}&#39;`;
    expect(between(page, 'Content-Security-Policy" content="', '"')).toBe(
      [
        'default-src &#39;none&#39;',
        `script-src ${digest(between(page, '<script>', '</script>'))}`,
        `style-src ${digest(between(page, '<style>', '</style>'))}`,
        'base-uri &#39;none&#39;',
        'form-action &#39;none&#39;',
      ].join('; '),
    );
  });

  it('uses nothing that the policy refuses', () => {
    expect(page).not.toMatch(/\sstyle="|\son[a-z]+="|<form|<link|<base|\ssrc=|javascript:/);
    expect(page).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|eval\(/);
  });

  it('is the same for the same report', () => {
    expect(renderHtml(smallReport())).toBe(page);
  });

  it('names command, time, Graph URL, base and part', () => {
    const text = seen({ ...reviewReport(), shard: { index: 2, count: 4 } });
    expect(text).toContain(
      'Time 2026-11-22 12:00 UTC Graph API http://127.0.0.1:4010 v25.0 Base origin/main (0123456789ab) Part 2 of 4',
    );
  });

  it('counts outcomes, and puts what went wrong first', () => {
    const text = textOf(page);
    expect(text).toContain('3 numbers, 9 changes, 5 risky, 1 protected. ');
    expect(text).toContain('Failed 1 To change 1 In sync 1 With risk 2 ');
    expect(page.indexOf('Hotline, Mumbai')).toBeLessThan(page.indexOf('Support, São Paulo'));
    expect(page.indexOf('Support, São Paulo')).toBeLessThan(page.indexOf('Sales, Berlin'));
  });

  it('offers accounts only if there are several', () => {
    expect(textOf(page)).toContain('All accounts no account brazil india ');
    expect(seen(reportOf([drifted()]))).not.toContain('All accounts');
  });

  it('opens the numbers that need attention if they are few', () => {
    expect(page.match(/<details class="number"[^>]* open>/g)).toHaveLength(2);
    expect(renderHtml(largeReport(100))).not.toMatch(/<details[^>]* open>/);
  });
});

describe('a number', () => {
  const text = seen(reportOf([drifted()]));

  it('lists its changes with path, before and after, action, risk, protection and place', () => {
    expect(text).toContain(
      'Changed call_icon_visibility settings/support.yaml:7 DEFAULT → DISABLE_ALL Risky: the call button is hidden ',
    );
    expect(text).toContain('Added call_hours.weekly_operating_hours[THURSDAY] not set → 10:00–16:00 ');
    expect(text).toContain('Removed call_hours.weekly_operating_hours[SATURDAY] 09:00–18:00 → removed ');
    expect(text).toContain('audio.additional_codecs PCMA → (none) Protected: reported, never written ');
    expect(text).toContain('8 changes, 1 protected 4 risky ');
  });

  it('shows its week in words', () => {
    expect(text).toContain('Week Europe/Berlin · 27 h → 30 h a week ');
    expect(text).toContain('Mon 09:00–18:00 08:00–12:00 13:00–18:00 changed Tue 09:00–18:00 09:00–18:00 unchanged ');
    expect(text).toContain('Wed closed closed unchanged ');
  });

  it('says whether the week and the holidays are protected, and when calling is off', () => {
    const live = { status: 'DISABLED', call_hours: hours({ holiday_schedule: [christmas] }) };
    const desired = { status: 'ENABLED', call_hours: { weekly_operating_hours: [tuesday], holiday_schedule: [] } };
    const held = planOf(live, desired as never, { more: { protect: ['call_hours'] } });
    const page = seen(reportOf([held]));
    expect(page).toContain('Week Europe/Berlin · 0 h → 9 h a week · calling is off before Protected: reported, never');
    expect(page).toContain('Holidays Protected: reported, never written ');
  });

  it('shows its week as a picture with one path each for what stays open, opens and closes', () => {
    const page = renderHtml(reportOf([drifted()]));
    expect(page).toContain('<path class="kept" d="M540 4H720v14H540zM780 4H1080v14H780zM540 26H1080v14H540z"/>');
    expect(page).toContain('<path class="closed" d="M720 4H780v14H720zM540 114H1080v14H540z"/>');
    expect(page).toContain('aria-label="Week in Europe/Berlin: 4 of 7 days change. ');
    expect(text).toContain('stays open opens: only after closes: only before ');
  });

  it('shows the state of each holiday in words', () => {
    expect(text).toContain(
      '2026-09-07 Mon 00:00–23:59 expired 2026-12-24 Thu 00:00–23:59 removed 2026-12-25 Fri 00:00–23:59 unchanged 2027-01-01 Fri 00:00–23:59 → 10:00–14:00 changed 2027-01-06 Wed 00:00–23:59 added ',
    );
  });

  it('shows its notes and its exact request', () => {
    const number = drifted();
    const body = between(renderHtml(reportOf([number])), '<pre>', '</pre>').replaceAll('&quot;', '"');
    expect(JSON.parse(body)).toEqual(number.requests[0]);
    expect(text).toContain('protected: audio is protected: callctl reports it and never writes it');
    expect(text).toContain('Exact request (JSON)');
    expect(seen(reportOf([{ ...number, outcome: 'applied' }]))).toContain('Exact request, as it was sent (JSON)');
  });

  it('shows its error with the hint', () => {
    expect(seen(reportOf([failed()]))).toContain(
      'Error sip.servers is neither in the file nor in live: Meta enables SIP only where a server is set cannot_write Hint: state calling.sip.servers in the file ',
    );
  });

  it('that takes calls around the clock says so, even if live has no call hours', () => {
    const limited = planOf({}, { call_hours: { status: 'ENABLED', timezone_id: 'Europe/Rome' } });
    expect(seen(reportOf([limited]))).toContain('168 h');
    expect(seen(reportOf([limited]))).toContain('Mon–Sun around the clock closed changed ');
  });

  it('in sync has one column of hours', () => {
    expect(seen(reportOf([inSync()]))).toContain('Days Open Mon–Wed 09:00–18:00 Thu–Sun closed ');
    expect(seen(reportOf([inSync()]))).toContain('Nothing to change.');
  });
});

describe('compared with a base', () => {
  const text = seen(reviewReport());

  it('warns of drift separately from edits, and before them', () => {
    expect(text).toContain('Warning: drift on 1 number Live moved while the files stood still.');
    const order = [
      'Warning: drift on',
      'Failed 1',
      'Warning: drift Live',
      'Edits of this revision',
      'of unknown origin',
    ];
    const last = text.lastIndexOf('Support, São Paulo');
    const places = order.map((words, index) => text.indexOf(words, index < 2 ? 0 : last));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(places).not.toContain(-1);
  });

  it('lists the numbers no longer managed', () => {
    expect(text).toContain('No longer managed 1 ');
    expect(text).toContain('Old desk 106540352242999 settings/old.yaml ');
  });

  it('names some of many drifted numbers, and counts the others', () => {
    const { base } = reviewReport();
    const moved = (index: number) => {
      const number = drifted(String(1000 + index), `Branch ${index}`);
      return { ...number, changes: number.changes.map((change) => ({ ...change, origin: 'drift' as const })) };
    };
    const many = reportOf(
      Array.from({ length: 15 }, (_, index) => moved(index)),
      { base },
    );
    expect(seen(many)).toContain('Branch 11 : 9 changes and 3 more: they are marked “drift” ');
  });
});

describe('each command', () => {
  it('validate lists the problems with file, line and column', () => {
    const text = seen(reportOf([], { command: 'validate', graph_url: null, problems: [aProblem] }));
    expect(text).toContain('Validate 0 settings files: 1 error, 0 warnings. ');
    expect(text).toContain(
      'Error settings/a.yaml:3:7 calling.call_hours : 0900 is a number here not_quoted Expected: four digits in quotes Hint: write "0900" ',
    );
    expect(text).not.toContain('Graph API');
    expect(seen(reportOf([], { command: 'validate' }))).toContain('0 settings files, no problems. ');
  });

  it('with invalid settings says that nothing was read', () => {
    expect(seen(reportOf([], { problems: [aProblem] }))).toContain(
      'Nothing was read or sent: 1 error, 0 warnings in 0 settings files. ',
    );
  });

  it('diff calls outcomes changed and unchanged, and never warns of drift', () => {
    const text = seen({ ...reviewReport(), command: 'diff', problems: [] });
    expect(text).toContain('Changed 1 Unchanged 1 ');
    expect(text).not.toMatch(/Drifted|In sync|drift/);
  });

  it.each(['plan', 'apply', 'drift', 'restore', 'report', 'import', 'doctor'] as const)('%s has a title', (command) => {
    expect(renderHtml(smallReport({ command }))).toContain(
      `<title>callctl: ${command[0]?.toUpperCase()}${command.slice(1)}`,
    );
  });

  it.each([
    ['restricted', 'Restricted'],
    ['protected', 'Protected'],
    ['skipped', 'Skipped'],
    ['applied', 'Applied'],
  ] as [Outcome, string][])('outcome %s is shown in words', (outcome, title) => {
    expect(seen(reportOf([{ ...drifted(), outcome }], { command: 'apply' }))).toContain(`${title} Support, São Paulo`);
  });
});

it('stays small for a large fleet', () => {
  expect(renderHtml(largeReport(2_000)).length).toBeLessThan(6_000_000);
});
