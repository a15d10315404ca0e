import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import { renderGithub } from '../../src/report/github.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { renderText } from '../../src/report/text.ts';
import { aChange, aNumberReport, aReport, refusedBy } from './builders.ts';

const tooMany = {
  code: 'too_many_changes',
  message: '11 numbers would change, and the limit is 4',
  hint: 'run it with --max-changed 11 or raise guards.max_changed_numbers',
} as const;
const risky = { code: 'risky_changes', message: 'SIP is turned off', hint: 'run it with --allow-risky' } as const;
const numbers = [aNumberReport({ changes: [aChange()] })];
const refused = aReport(numbers, { command: 'plan', guards: refusedBy(tooMany, risky) });
const accepted: Report = {
  ...refused,
  guards: { refused: false, changed_numbers: 1, limit: 4, reasons: [] },
};
const sentence = `apply would refuse this: ${tooMany.message}; ${tooMany.hint}`;

describe('a plan that apply would refuse says so, and what lifts that', () => {
  it('as text, before anything else', () => {
    const [header, refusals] = renderText(refused, { color: false, width: 200, verbose: false }).split('\n\n');
    expect(header).toMatch(/^Plan · 127.0.0.1:4010 v25.0 · settings · /);
    expect(refusals).toBe(`${sentence}\napply would refuse this: SIP is turned off; run it with --allow-risky`);
  });

  it('as Markdown, first and even where nothing else fits', () => {
    for (const limit of [60_000, 1_500]) {
      const page = renderMarkdown({ ...refused, numbers: Array(50).fill(numbers[0]) }, { limit });
      const block = page.split('\n\n').find((part) => !/^<!--|^> \[!NOTE\]/.test(part)) ?? '';
      expect(block).toMatch(/^> \[!CAUTION\]\n> - \*\*apply would refuse this:\*\* 11 numbers would change/);
      expect(block).toContain('`--max-changed` 11');
      expect(block).toContain('`--allow-risky`');
    }
  });

  it('as HTML, before the numbers', () => {
    const page = renderHtml(refused);
    expect(page).toContain(`<b>apply would refuse this:</b> ${tooMany.message}; ${tooMany.hint}</p>`);
    expect(page.indexOf('apply would refuse this')).toBeLessThan(page.indexOf('class="number"'));
  });

  it('as a GitHub annotation, the first of all', () => {
    expect(renderGithub(refused).split('\n')[0]).toBe(`::error title=callctl guards::${sentence}`);
  });

  it('as JUnit, with a failed test', () => {
    expect(renderJunit(refused)).toContain('<testcase classname="guards" name="too_many_changes">');
    expect(renderJunit(refused)).toContain(`<failure type="refused" message="${sentence}">`);
  });

  it('as SARIF, in a notification', () => {
    const [run] = JSON.parse(renderSarif(refused, { version: '1.0.0' })).runs;
    expect(run.invocations[0].toolExecutionNotifications[0]).toEqual({ level: 'warning', message: { text: sentence } });
  });

  it('as JSON, in its own member', () => {
    expect(JSON.parse(renderJson(refused)).guards.reasons).toEqual([tooMany, risky]);
  });
});

it.each([
  ['text', (report: Report) => renderText(report, { color: false, width: 100, verbose: false })],
  ['Markdown', renderMarkdown],
  ['HTML', renderHtml],
  ['GitHub', renderGithub],
  ['JUnit', renderJunit],
  ['SARIF', (report: Report) => renderSarif(report, { version: '1.0.0' })],
])('a plan that apply would accept mentions no refusal in %s', (_format, render) => {
  expect(render(accepted)).not.toMatch(/refuse/);
  expect(render(accepted)).toBe(render({ ...accepted, guards: null }));
});

it.each(['apply', 'restore'] as const)('%s that was refused says that it was', (command) => {
  expect(renderText({ ...refused, command }, { color: false, width: 100, verbose: false })).toContain(
    `${command} refused this: 11 numbers`,
  );
});
