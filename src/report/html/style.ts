import { html } from './markup.ts';

/** One sheet for light, dark, phone and paper. Every colour has a word or a shape beside it. */
export const style = html`
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --inset: #f3f5f8; --line: #dde1e8; --edge: #8a94a6;
  --ink: #1b2330; --soft: #545f70; --link: #1d56b3; --focus: #1d56b3;
  --red: #b3261e; --purple: #6a3bb5; --teal: #0b6470; --gray: #566072; --amber: #8a5300; --green: #1a6e42; --blue: #2f6198;
  --red-wash: #fdeeec; --amber-wash: #fdf4e1; --green-wash: #e8f5ec; --purple-wash: #f4effc;
  --kept: #9db7d6; --opened: #1a7f4b; --closed: #b3261e; --grid: #e9ecf1; --axis: #bcc4d0; --row: #f7f8fa;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #12161c; --card: #1a2028; --inset: #212832; --line: #323b48; --edge: #77839a;
    --ink: #e6eaf0; --soft: #a5b0c0; --link: #8ab8f5; --focus: #8ab8f5;
    --red: #f79a92; --purple: #c3a8f5; --teal: #74cad6; --gray: #a9b4c4; --amber: #f0bb62; --green: #79d3a0; --blue: #93bfec;
    --red-wash: #341f1f; --amber-wash: #32291a; --green-wash: #1a3025; --purple-wash: #2a2339;
    --kept: #4a688c; --opened: #4fc287; --closed: #f79a92; --grid: #29313c; --axis: #4a5566; --row: #1f2630;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 6rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 76rem; background: var(--page); color: var(--ink);
  font: 400 .9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
h1, h2, h3, p, ul, dl, dd, pre { margin: 0; padding: 0; }
ul { list-style: none; }
h1 { font-size: 1.75rem; line-height: 1.2; font-weight: 650; letter-spacing: -.01em; }
h2 { font-size: 1rem; line-height: 1.4; font-weight: 650; }
h3 { font-size: .8125rem; font-weight: 650; color: var(--soft); margin-bottom: .375rem; }
b { font-weight: 650; }
i { font-style: normal; color: var(--soft); }
a { color: var(--link); }
code, pre, .id { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .8125rem; }
code, del, ins, .name, .account, .id, .file, .source { unicode-bidi: isolate; }
p, li, td, pre, dd, summary { overflow-wrap: anywhere; min-width: 0; }
th, .state, .day, .hours td, label span { white-space: nowrap; overflow-wrap: normal; }
[hidden] { display: none !important; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
#numbers:focus { outline: none; }
.defs { position: absolute; }
.skip { position: absolute; left: 1rem; top: -4rem; padding: .5rem .75rem; background: var(--card); border-radius: .375rem; z-index: 2; }
.skip:focus { top: 1rem; }

.top { margin-bottom: 1.5rem; }
.brand { color: var(--soft); font-weight: 650; font-size: .8125rem; }
.headline { font-size: 1.125rem; margin-top: .375rem; }
.purpose { color: var(--soft); max-width: 46rem; }
dl { display: flex; flex-wrap: wrap; gap: .25rem 2rem; margin-top: .75rem; font-size: .8125rem; }
dl div { display: flex; gap: .5rem; }
dt { color: var(--soft); }

.problems, .warning, .unmanaged { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.25rem; margin-bottom: 1rem; }
.problems li { padding: .625rem 0; border-top: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 5rem; }
.problems ul { margin-top: .625rem; }
.problems li:last-child { padding-bottom: 0; }
.severity-error { color: var(--red); }
.severity-warning { color: var(--amber); }
.place { color: var(--ink); }
.code { color: var(--soft); }
.warning { background: var(--amber-wash); border-color: var(--amber); }
.warning h2, .drift-note h3 { color: var(--amber); }
.warning ul, .unmanaged ul { margin-top: .375rem; columns: 22rem; column-gap: 2rem; }
.unmanaged .name { font-weight: 650; }

.filter { position: sticky; top: 0; z-index: 1; background: var(--page); padding: .75rem 0 .5rem; }
.bar { display: block; width: 100%; height: .375rem; border-radius: .1875rem; margin-bottom: .75rem; }
.glance, .counts { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
button, input, select {
  font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--edge); border-radius: .375rem; padding: .3125rem .625rem; min-height: 2.125rem;
}
button { cursor: pointer; }
button:hover:enabled:not([aria-pressed=true]) { background: var(--inset); }
button:disabled { cursor: default; color: var(--ink); opacity: 1; border-color: var(--line); }
.toggle { display: inline-flex; align-items: center; gap: .5rem; }
.toggle::before { margin-right: 0 !important; }
.toggle[aria-pressed=true] { background: var(--ink); border-color: var(--ink); color: var(--card); }
.toggle[aria-pressed=true]::before { color: var(--card); }
.mark.toggle { margin: 0; font-weight: 400; }
.controls { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; margin-top: .625rem; }
label { display: inline-flex; align-items: center; gap: .5rem; }
label span { color: var(--soft); font-size: .8125rem; }
label.text { flex: 1 1 18rem; }
input { width: 100%; min-width: 0; }
input::placeholder { color: var(--soft); opacity: 1; }
select { max-width: 14rem; }
.buttons { display: inline-flex; gap: .5rem; }
#shown { color: var(--soft); font-size: .8125rem; margin-left: auto; }

.group { margin-top: 1rem; }
.group h2 { margin-bottom: .5rem; }
.many { color: var(--soft); font-weight: 400; margin-left: .25rem; }
.number { background: var(--card); border: 1px solid var(--line); border-bottom-width: 0; content-visibility: auto; contain-intrinsic-size: auto 2.875rem; }
h2 + .number { border-radius: .5rem .5rem 0 0; }
.number:last-child { border-bottom-width: 1px; border-radius: 0 0 .5rem .5rem; }
h2 + .number:last-child { border-radius: .5rem; }
summary { cursor: pointer; }
.number > summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: .125rem .875rem; padding: .625rem 1rem; list-style: none; }
.number > summary::-webkit-details-marker { display: none; }
.number > summary::before { content: "" / ""; flex: none; width: .4375rem; height: .4375rem; border: solid var(--soft); border-width: 0 2px 2px 0; transform: rotate(-45deg); margin: 0 .125rem 0 0; align-self: center; }
.number[open] > summary::before { transform: rotate(45deg); }
.number > summary:hover { background: var(--inset); }
.number > summary:focus-visible { outline-offset: -2px; }
summary .name { font-weight: 650; }
.id, .account, .file, .source { color: var(--soft); }
.account { font-size: .8125rem; }
.account::before { content: "@ " / ""; }
.gist { margin-left: auto; color: var(--soft); font-size: .8125rem; }

.outcome { min-width: 6.25rem; font-weight: 650; font-size: .8125rem; }
.toggle.outcome { min-width: 0; font-weight: 400; font-size: inherit; }
.outcome::before { content: "" / ""; display: inline-block; flex: none; width: .6875rem; height: .6875rem; margin-right: .4375rem; background: currentColor; }
.failed { --tone: var(--red); --shape: polygon(20% 0, 50% 30%, 80% 0, 100% 20%, 70% 50%, 100% 80%, 80% 100%, 50% 70%, 20% 100%, 0 80%, 30% 50%, 0 20%); }
.restricted { --tone: var(--purple); --shape: polygon(30% 0, 70% 0, 100% 30%, 100% 70%, 70% 100%, 30% 100%, 0 70%, 0 30%); }
.protected { --tone: var(--teal); --shape: polygon(50% 0, 100% 18%, 92% 65%, 50% 100%, 8% 65%, 0 18%); }
.skipped { --tone: var(--gray); --shape: polygon(0 36%, 100% 36%, 100% 64%, 0 64%); }
.drifted { --tone: var(--amber); --shape: polygon(50% 4%, 100% 96%, 0 96%); }
.applied { --tone: var(--green); --shape: polygon(12% 46%, 38% 70%, 88% 12%, 100% 26%, 38% 94%, 0 58%); }
.in_sync { --tone: var(--blue); --shape: circle(46%); }
.outcome::before { clip-path: var(--shape); color: var(--tone); }
summary .outcome { color: var(--tone); }
.bar rect { fill: var(--tone); }
.mark { font-size: .8125rem; }
.mark.risky { color: var(--red); font-weight: 650; }
.mark.drift { color: var(--amber); font-weight: 650; }
.mark.protected { color: var(--teal); }
.toggle.risky, .toggle.drift { color: var(--ink); font-size: inherit; font-weight: 400; background: var(--card); border-color: var(--edge); }
.toggle.mark[aria-pressed=true] { background: var(--ink); border-color: var(--ink); color: var(--card); }

.body { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.25rem 2rem; padding: .5rem 1.25rem 1.5rem; }
.findings, .calendar { display: flex; flex-direction: column; gap: 1.125rem; min-width: 0; }
.findings:last-child, .request, .bare > * { grid-column: 1 / -1; }
.bare .calendar { flex-direction: row; flex-wrap: wrap; gap: 1.125rem 2rem; }
.bare .calendar > * { flex: 1 1 22rem; min-width: 0; }
.file { font-size: .8125rem; }
.failure, .drift-note { border-left: 3px solid var(--tone); background: var(--inset); padding: .625rem .875rem; border-radius: .25rem; }
.failure.failed { background: var(--red-wash); }
.failure h3 { color: var(--tone); }
.drift-note { border-left-color: var(--amber); background: var(--amber-wash); }
.changes li { padding: .4375rem 0; border-top: 1px solid var(--line); }
.changes li:first-child { border-top: 0; padding-top: 0; }
.drift-note p { margin-bottom: .5rem; }
.changes b { font-size: .8125rem; }
.changes .source { font-size: .75rem; display: inline-block; }
.values { margin-top: .125rem; }
del, ins { text-decoration: none; padding: .0625rem .3125rem; border-radius: .1875rem; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
del { background: var(--red-wash); }
ins { background: var(--green-wash); font-weight: 600; }
.drift-note del, .drift-note ins { background: var(--card); }
.notes li + li { margin-top: .25rem; }
.request summary { color: var(--link); width: fit-content; }
pre { background: var(--inset); border-radius: .375rem; padding: .75rem 1rem; margin-top: .5rem; white-space: pre-wrap; line-height: 1.45; }

.zone { color: var(--soft); font-size: .8125rem; }
.week {
  position: relative; height: 154px; margin: 1.5rem .5rem .625rem 2.5rem; border: solid var(--grid); border-width: 0 1px 1px 0;
  background:
    repeating-linear-gradient(to right, var(--axis) 0 1px, transparent 1px 25%),
    repeating-linear-gradient(to right, var(--grid) 0 1px, transparent 1px calc(100% / 24)),
    repeating-linear-gradient(var(--row) 0 22px, transparent 22px 44px);
}
.week svg { position: absolute; inset: 0; width: 100%; height: 100%; }
.week::before, .week::after { position: absolute; color: var(--soft); font-size: .75rem; }
.week::before { content: "Mon\\A Tue\\A Wed\\A Thu\\A Fri\\A Sat\\A Sun" / ""; white-space: pre; line-height: 22px; left: -2.5rem; top: 0; }
.week::after { content: "00 06 12 18 24" / ""; left: -1ch; right: -1ch; top: -1.25rem; line-height: 1.25rem; text-align: justify; text-align-last: justify; }
path.kept { fill: var(--kept); }
path.opened { fill: var(--opened); stroke: var(--ink); stroke-width: 1px; vector-effect: non-scaling-stroke; }
path.closed { fill: url(#hatch); stroke: var(--closed); stroke-width: 1px; stroke-dasharray: 3 2; vector-effect: non-scaling-stroke; }
#hatch path { stroke: var(--closed); stroke-width: 1.25px; fill: none; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .8125rem; color: var(--soft); margin-bottom: .75rem; }
.legend span::before { content: "" / ""; display: inline-block; width: 1.25rem; height: .625rem; margin-right: .4375rem; vertical-align: -.0625rem; }
.legend .kept::before { background: var(--kept); }
.legend .opened::before { background: var(--opened); outline: 1px solid var(--ink); }
.legend .closed::before { border: 1px dashed var(--closed); background: repeating-linear-gradient(135deg, var(--closed) 0 1px, transparent 1px 4px); }
table { border-collapse: collapse; width: 100%; font-size: .8125rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-top: 1px solid var(--line); font-weight: 400; }
thead th { border-top: 0; color: var(--soft); }
th[scope=row] { white-space: nowrap; }
tr > :last-child { padding-right: 0; }
.state { color: var(--soft); }
.state.added { color: var(--green); font-weight: 650; }
.state.removed { color: var(--red); font-weight: 650; }
.state.changed { color: var(--amber); font-weight: 650; }

@media (max-width: 56rem) {
  .body { grid-template-columns: minmax(0, 1fr); }
}
@media (max-width: 40rem) {
  body { padding: 1.25rem 1rem 3rem; }
  .filter { position: static; }
  html { scroll-padding-top: 1rem; }
  .number > summary { padding: .625rem .75rem; }
  .number { contain-intrinsic-size: auto 4.75rem; }
  .body { padding: .5rem .75rem 1.25rem; }
  .gist { margin-left: 0; }
  summary .outcome { min-width: 0; }
  summary .name { flex: 1 1 60%; }
  label.text { flex-basis: 100%; }
  button, input, select { min-height: 2.75rem; }
}
@media (forced-colors: active) {
  .outcome::before, .legend span::before, .number > summary::before { forced-color-adjust: none; }
}
@media print {
  :root { color-scheme: light; --page: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .filter { position: static; }
  .controls, .skip { display: none !important; }
  .number, .problems li { content-visibility: visible; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  .number > summary, h2, h3 { break-after: avoid; }
  tr, .changes li, .week, .problems li { break-inside: avoid; }
  .body { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
