import { expect, it } from 'vitest';
import { formats, renderReport } from '../../src/report/formats.ts';
import { aNumberReport, aReport, risky } from './builders.ts';

const starts = {
  text: /^Drift · 127\.0\.0\.1:4010 v25\.0 · settings · 2026-11-22 12:00 UTC\n\nRisky drift \(1 number\)\n/,
  json: /^\{\n {2}"format_version": 2,/,
  markdown: /^<!-- callctl:drift -->\n/,
  html: /^<!doctype html>\n/,
  github: /^::warning file=/,
  sarif: /^\{\n {2}"\$schema": /,
  junit: /^<\?xml version="1.0"/,
};

it.each(formats)('renders a report as %s', async (format) => {
  const report = aReport([aNumberReport({ changes: [risky] })]);
  const text = await renderReport(report, format, { color: false, width: 100, verbose: false, version: '1.2.3' });
  expect(text).toMatch(starts[format]);
  expect(text.includes('1.2.3')).toBe(format === 'sarif');
});

it('colours text for a terminal only on request', async () => {
  const options = { color: true, width: 100, verbose: false, version: '1.2.3' };
  expect(await renderReport(aReport([]), 'text', options)).toContain('\u001b[');
  expect(await renderReport(aReport([]), 'text', { ...options, color: false })).not.toContain('\u001b[');
});
