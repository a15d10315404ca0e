// Maintains one drift issue: opens it when live drifts, overwrites it while the drift lasts, and closes it
// when a fresh reading of the whole folder shows none.
import { fetchLogin, list, request } from './github.mjs';
import { addSummary, annotate, bodyWith, keySuffix, markerOf, need, readReport, runUrl, step } from './workflow.mjs';

const label = 'callctl-drift';
const reading = ['drift', 'plan', 'apply'];
// Longer than any run takes: a job that is run again later finds the reports of the first time.
const longestAgeMs = 6 * 60 * 60 * 1000;

await step(async () => {
  const report = readReport();
  if (report === null) return annotate('warning', 'there is no report: the drift issue stays unchanged');
  const repository = `/repos/${need('GITHUB_REPOSITORY')}`;
  const marker = markerOf('issue');
  const own = await findOwn(repository, marker);
  const drifted = countDrifted(report.summary);
  const gap = findGap(report);
  if (drifted === 0 && gap === null) return close(repository, own);
  if (drifted > 0 && need('CALLCTL_ISSUE') === 'update') return write(repository, own, drifted, bodyWith(marker));
  const reason = drifted > 0 ? `${drifted} not in sync` : gap;
  if (own.length > 0) addSummary(`The drift issue stays open (${reason}): ${own[0].html_url}`);
});

/** Restricted and protected numbers have drifted too, but cannot or must not be written. */
function countDrifted({ drifted, protected: kept, restricted }) {
  return drifted + kept + restricted;
}

/** Says why numbers of the folder may have drifted unseen, or returns null if the report is about all of them as they are. */
function findGap({ command, selection, shard, summary, created_at }) {
  if (!reading.includes(command)) return `${command} does not compare live with the files`;
  if (summary.failed + summary.skipped + summary.errors > 0) return 'not every number could be read';
  const isWhole = shard === null && selection?.targets.length === 0 && selection.only.length === 0;
  if (!isWhole) return 'this run did not select the whole folder';
  return Math.abs(Date.now() - Date.parse(created_at)) < longestAgeMs ? null : `the report is from ${created_at}`;
}

/** Finds our open issues, oldest first. The API lists pull requests among the issues. */
async function findOwn(repository, marker) {
  const login = await fetchLogin();
  const own = [];
  for await (const issue of list(`${repository}/issues?state=open&labels=${label}&direction=asc&per_page=100`)) {
    if (!issue.pull_request && issue.user?.login === login && issue.body?.startsWith(marker)) own.push(issue);
  }
  return own;
}

async function write(repository, [first], drifted, body) {
  const title = `Call settings have drifted: ${drifted} ${drifted === 1 ? 'number' : 'numbers'}${keySuffix(' in ')}`;
  const { html_url } = first
    ? await request('PATCH', `${repository}/issues/${first.number}`, { title, body })
    : await open(repository, { title, body, labels: [label] });
  addSummary(`${first ? 'Updated' : 'Opened'} the drift issue: ${html_url}`);
}

async function open(repository, issue) {
  await request('POST', `${repository}/labels`, { name: label, color: 'd93f0b' }).catch(refuseUnlessThere);
  return request('POST', `${repository}/issues`, issue);
}

function refuseUnlessThere(error) {
  if (!error.message.includes(': 422 ')) throw error;
}

async function close(repository, own) {
  for (const { number, html_url } of own) {
    const body = `[This run](${runUrl()}) found no drift.`;
    await request('POST', `${repository}/issues/${number}/comments`, { body });
    await request('PATCH', `${repository}/issues/${number}`, { state: 'closed', state_reason: 'completed' });
    addSummary(`Closed the drift issue: ${html_url}`);
  }
}
