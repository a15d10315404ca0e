import { XmlDocument } from 'libxml2-wasm';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import { renderGithub } from '../../src/report/github.ts';
import { renderHtml } from '../../src/report/html.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { renderText } from '../../src/report/text.ts';
import { hostileReport, hostileTexts } from './builders.ts';

interface Format {
  readonly render: (report: Report) => string;
  /** The structure of the format, which must not depend on the values in it. */
  readonly skeleton: (text: string) => unknown;
}

const tagsOf = (html: string) => (html.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/ (id|href)="[^"]*"/g, ''));
/** A value may be written as a word or as code, any number of times in a sentence. */
const ofValues = /^<\/?(code|br)( \/)?>$/;
const keysOf = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(keysOf)
    : typeof value === 'object' && value !== null
      ? Object.values(value).map(keysOf)
      : typeof value;

const formats: Record<string, Format> = {
  text: {
    // So wide that no line is wrapped.
    render: (report) => renderText(report, { color: false, width: 100_000, verbose: true }),
    skeleton: (text) => text.split('\n').length,
  },
  'text on a narrow terminal': {
    render: (report) => renderText(report, { color: false, width: 30, verbose: true }),
    // A value may be wrapped, but it begins no section.
    skeleton: (text) => text.split('\n\n').length,
  },
  json: { render: renderJson, skeleton: (text) => keysOf(JSON.parse(text)) },
  github: {
    render: renderGithub,
    skeleton: (text) => text.split('\n').map((line) => /^::(error|warning|notice) /.exec(line)?.[1] ?? 'text'),
  },
  sarif: {
    render: (report) => renderSarif(report, { version: '0.0.0' }),
    skeleton: (text) => keysOf(JSON.parse(text).runs.flatMap((run: { results: unknown }) => run.results)),
  },
  junit: {
    render: renderJunit,
    skeleton: (text) => {
      const document = XmlDocument.fromString(text);
      const names = document.find('//*').map((node) => (node as { name?: string }).name);
      document.dispose();
      return names;
    },
  },
  html: { render: renderHtml, skeleton: (text) => tagsOf(text).map((tag) => tag.replace(/="[^"]*"/g, '')) },
  markdown: {
    render: renderMarkdown,
    skeleton: (text) =>
      tagsOf(micromark(text, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] })).filter(
        (tag) => !ofValues.test(tag),
      ),
  },
};

/** Control characters and direction marks from anywhere; line breaks are ours. */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f]/u;

describe.each(Object.entries(formats))('%s', (_name, { render, skeleton }) => {
  it.each(Object.entries(hostileTexts))('is not broken by %s', (_title, text) => {
    const rendered = render(hostileReport(text));
    expect(rendered.replaceAll('\n', '')).not.toMatch(unprintable);
    expect(skeleton(rendered)).toEqual(skeleton(render(hostileReport('x'.repeat(text.length)))));
  });

  it('never begins a line of a job log with a foreign command', () => {
    for (const text of Object.values(hostileTexts)) {
      const lines = render(hostileReport(text)).split(/\r\n|\n|\r/);
      const commands = lines.filter((line) => line.trimStart().startsWith('::') || line.includes('##['));
      expect(commands.filter((line) => !/^::(error|warning|notice) (file=|title=callctl guards::)/.test(line))).toEqual(
        [],
      );
    }
  });
});
