import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/generated/schema-types.ts';
import { renderGithub } from '../../../src/report/github.ts';
import { renderHtml } from '../../../src/report/html.ts';
import { renderJunit } from '../../../src/report/junit.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import { renderSarif } from '../../../src/report/sarif.ts';
import { changesSentence, count, notesToTell, outcomeTitle, outcomeWord } from '../../../src/report/shared/words.ts';
import { renderText } from '../../../src/report/text.ts';
import { aChange, aNumberReport, aReport, risky } from '../builders.ts';

const note = (code: string) => ({ code, message: 'what happened', path: null });

describe('words of outcomes', () => {
  it.each([
    ['drifted', 'drift', 'Drifted', 'drifted'],
    ['drifted', 'plan', 'To change', 'to change'],
    ['drifted', 'restore', 'To change', 'to change'],
    ['drifted', 'diff', 'Changed', 'changed'],
    ['in_sync', 'diff', 'Unchanged', 'unchanged'],
    ['in_sync', 'plan', 'In sync', 'in sync'],
  ] as const)('%s of %s: %s, %s', (outcome, command, title, word) => {
    expect([outcomeTitle(outcome, command), outcomeWord(outcome, command)]).toEqual([title, word]);
  });
});

describe('counts', () => {
  it('have a plural, and thousands told apart', () => {
    expect([0, 1, 2, 12_345].map((many) => count(many, 'change'))).toEqual([
      '0 changes',
      '1 change',
      '2 changes',
      '12,345 changes',
    ]);
  });

  it('tell edits from drift, but in a diff, and protected changes as nothing else', () => {
    const changes = [
      aChange({ origin: 'edit' }),
      { ...risky, origin: 'drift' as const },
      { ...risky, origin: 'drift' as const, protected: true },
    ];
    const numbers = [aNumberReport({ changes })];
    const held = '1 risky, 1 protected and not written';
    expect(changesSentence({ command: 'plan', numbers })).toBe(
      `2 changes, 1 from this revision, 1 from drift, ${held}`,
    );
    expect(changesSentence({ command: 'diff', numbers })).toBe(`2 changes, ${held}`);
  });
});

describe('notes', () => {
  const told = (outcome: Outcome, ...codes: string[]) =>
    notesToTell({ outcome, notes: codes.map(note) }).map(({ code }) => code);

  it('of a number in sync are told where they are news', () => {
    expect(told('in_sync', 'holiday_expired', 'restriction', 'unknown_outcome')).toEqual([
      'restriction',
      'unknown_outcome',
    ]);
    expect(told('restricted', 'restriction', 'carried_over')).toEqual(['carried_over']);
  });

  it('tell in every page what restore could not bring back, though nothing else is left to do', () => {
    const report = aReport([aNumberReport({ notes: [note('cannot_restore')] })], { command: 'restore' });
    expect(renderText(report, { color: false })).toContain('cannot restore: what happened');
    expect(renderMarkdown(report)).toContain('**cannot restore**: what happened');
    expect(renderGithub(report)).toMatch(/^::notice file=settings\/support.yaml,title=Cannot restore[^:]*::/);
    expect(renderSarif(report, { version: '0.0.0' })).toContain('what happened');
    expect(renderJunit(report)).toContain('cannot restore: what happened');
  });

  it('are no more than the numbers that are no longer managed, which every page tells', () => {
    const gone = { phone_number_id: '7', name: 'Old desk', account: null, file: 'settings/old.yaml' };
    const base = { ref: 'main', commit: 'a'.repeat(40), no_longer_managed: [gone] };
    const report = aReport([], { command: 'diff', base });
    const pages = [
      renderText(report, { color: false }),
      renderMarkdown(report),
      renderHtml(report),
      renderGithub(report),
      renderSarif(report, { version: '0.0.0' }),
      renderJunit(report),
    ];
    for (const page of pages)
      expect(page).toMatch(/Old desk[\s\S]*settings\/old\.yaml|settings\/old\.yaml[\s\S]*Old desk/);
    expect(renderJunit(report)).toContain('skipped="1"');
  });
});
