import { createHash } from 'node:crypto';
import type { NumberReport, Outcome, Report } from '../generated/schema-types.ts';
import { renderFilter } from './html/filter.ts';
import { renderHeader } from './html/header.ts';
import { html, type Markup, markupText } from './html/markup.ts';
import { renderNumber } from './html/number.ts';
import { script } from './html/script.ts';
import { renderDriftWarning, renderNoLongerManaged, renderProblems, renderRefusals } from './html/sections.ts';
import { style } from './html/style.ts';
import { capitalize, outcomes, outcomeTitle } from './shared/words.ts';

/** The report as one HTML file that loads nothing: for people who review a fleet. */
export function renderHtml(report: Report): string {
  return markupText(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>callctl: ${capitalize(report.command)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#numbers">Skip to the numbers</a>
${hatch}
${renderHeader(report)}<main>
${renderProblems(report)}${renderRefusals(report)}${renderDriftWarning(report)}${renderNoLongerManaged(report)}${renderFilter(report)}<div id="numbers" tabindex="-1">
${renderGroups(report)}</div>
</main>
<script>${script}</script>
</body>
</html>
`);
}

/** Only this script and this style run, even if a value of the report contains others. */
const policy = [
  `default-src 'none'`,
  `script-src '${digestOf(script)}'`,
  `style-src '${digestOf(style)}'`,
  `base-uri 'none'`,
  `form-action 'none'`,
].join('; ');

function digestOf(source: Markup): string {
  return `sha256-${createHash('sha256').update(markupText(source)).digest('base64')}`;
}

/** Hours that close are hatched in every picture, so that they differ by more than colour. */
const hatch = html`<svg class="defs" width="0" height="0" aria-hidden="true"><pattern id="hatch" width="14" height="7" patternUnits="userSpaceOnUse"><path d="M-4 9L18 -2M-4 2L4 -2M10 9L18 5"/></pattern></svg>`;

/** Numbers that need attention start unfolded, unless there are more than this. */
const mostOpened = 3;

function renderGroups(report: Report): Markup[] {
  const noteworthy = report.numbers.filter(({ outcome }) => outcome !== 'in_sync');
  const opened = new Set(noteworthy.length <= mostOpened ? noteworthy : []);
  return outcomes.flatMap((outcome) => renderGroup(outcome, report, opened));
}

function renderGroup(outcome: Outcome, report: Report, opened: ReadonlySet<NumberReport>): Markup[] {
  const members = report.numbers.filter((number) => number.outcome === outcome);
  if (members.length === 0) return [];
  const title = html`<h2>${outcomeTitle(outcome, report.command)} <span class="many">${members.length.toLocaleString('en')}</span></h2>`;
  return [
    html`<section class="group">${title}
${members.map((number) => renderNumber(number, report, opened.has(number)))}</section>
`,
  ];
}
