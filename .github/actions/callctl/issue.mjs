// Maintains one drift issue: opens it when live drifts, overwrites it while the drift lasts, and closes it afterwards.
import { fetchLogin, list, request } from './github.mjs';
import { addSummary, annotate, bodyWith, keySuffix, markerOf, need, readReport, runUrl, step } from './workflow.mjs';

const label = 'callctl-drift';

await step(async () => {
  const report = readReport();
  if (report === null) return annotate('warning', 'there is no report: the drift issue stays unchanged');
  const repository = `/repos/${need('GITHUB_REPOSITORY')}`;
  const marker = markerOf('issue');
  const own = await findOwn(repository, marker);
  const drifted = countDrifted(report.summary);
  if (drifted === 0 && isComplete(report.summary)) return close(repository, own);
  if (drifted > 0 && need('CALLCTL_ISSUE') === 'update') return write(repository, own, drifted, bodyWith(marker));
  if (own.length > 0) addSummary(`The drift issue stays open: ${own[0].html_url}`);
});

/** Restricted and protected numbers have drifted too, but cannot or must not be written. */
function countDrifted({ drifted, protected: kept, restricted }) {
  return drifted + kept + restricted;
}

/** Returns whether every number was read: one that was not may have drifted. */
function isComplete({ failed, skipped, errors }) {
  return failed + skipped + errors === 0;
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
