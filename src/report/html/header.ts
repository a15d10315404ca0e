import type { Report } from '../../generated/schema-types.ts';
import { timeText } from '../shared/header.ts';
import { capitalize } from '../shared/words.ts';
import { commandPurpose, headline } from './headline.ts';
import { html, type Markup } from './markup.ts';

/** What was done, when, against which endpoint, and what was found. */
export function renderHeader(report: Report): Markup {
  const { command } = report;
  return html`<header class="top"><p class="brand">callctl</p><h1>${capitalize(command)}</h1>
<p class="headline">${headline(report)}.</p><p class="purpose">${commandPurpose(report)}</p>
<dl>${factsOf(report).map(([term, fact]) => html`<div><dt>${term}</dt><dd>${fact}</dd></div>`)}</dl></header>
`;
}

function factsOf({ created_at, graph_url, graph_version, base, shard }: Report): [string, string][] {
  const facts: [string, string | null][] = [
    ['Time', timeText(created_at)],
    ['Graph API', graph_url === null ? null : `${graph_url} ${graph_version ?? ''}`],
    ['Base', base === null ? null : `${base.ref} (${base.commit.slice(0, 12)})`],
    ['Part', shard === null ? null : `${shard.index} of ${shard.count}`],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null);
}
