import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/generated/schema-types.ts';
import { renderGithub } from '../../../src/report/github.ts';
import { renderHtml } from '../../../src/report/html.ts';
import { renderJunit } from '../../../src/report/junit.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import { renderSarif } from '../../../src/report/sarif.ts';
import { shownNotes } from '../../../src/report/shared/notes.ts';
import { renderText } from '../../../src/report/text.ts';
import { aNumberReport, aReport } from '../builders.ts';

const note = (code: string) => ({ code, message: 'what happened', path: null });

describe('notes', () => {
  const shown = (outcome: Outcome, ...codes: string[]) =>
    shownNotes({ outcome, notes: codes.map(note) }).map(({ code }) => code);

  it('are shown by outcome, and some for every outcome', () => {
    expect(shown('in_sync', 'holiday_expired', 'restriction', 'unknown_outcome')).toEqual([
      'restriction',
      'unknown_outcome',
    ]);
    expect(shown('restricted', 'restriction', 'carried_over')).toEqual(['carried_over']);
  });

  it('show in every format what restore could not bring back, even if nothing is left to do', () => {
    const report = aReport([aNumberReport({ notes: [note('cannot_restore')] })], { command: 'restore' });
    expect(renderText(report, { color: false, width: 100, verbose: false })).toContain('cannot restore: what happened');
    expect(renderMarkdown(report)).toContain('**cannot restore**: what happened');
    expect(renderGithub(report)).toMatch(/^::notice file=settings\/support.yaml,title=Cannot restore[^:]*::/);
    expect(renderSarif(report, { version: '0.0.0' })).toContain('what happened');
    expect(renderJunit(report)).toContain('cannot restore: what happened');
  });

  it('leave room for the numbers that are no longer managed, which every format shows', () => {
    const gone = { phone_number_id: '7', name: 'Old desk', account: null, file: 'settings/old.yaml' };
    const base = { ref: 'main', commit: 'a'.repeat(40), no_longer_managed: [gone] };
    const report = aReport([], { command: 'diff', base });
    const pages = [
      renderText(report, { color: false, width: 100, verbose: false }),
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
