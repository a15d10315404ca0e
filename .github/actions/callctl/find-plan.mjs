// Finds the plan that was saved when the pull request behind this commit was reviewed. `callctl apply --plan` judges whether
// the plan may still be carried out; this script ensures that the plan workflow made it for that pull request.
import { join } from 'node:path';
import { list, request } from './github.mjs';
import { annotate, keySuffix, need, setOutput, step } from './workflow.mjs';

const baseChanges = ['base_ref_changed', 'automatic_base_change_succeeded'];

await step(async () => {
  const repository = `/repos/${need('GITHUB_REPOSITORY')}`;
  const { message, artifact } = await find(repository);
  console.log(message);
  setOutput('message', message);
  if (!artifact) return;
  setOutput('artifact', artifact.name);
  setOutput('run-id', artifact.workflow_run.id);
  setOutput('folder', join(need('RUNNER_TEMP'), 'callctl-saved-plan'));
  setOutput('plan', join(need('RUNNER_TEMP'), 'callctl-saved-plan', 'plan.json'));
});

async function find(repository) {
  const pull = await findPull(repository);
  if (!pull) return { message: 'No pull request was merged with this commit, so there is no reviewed plan.' };
  const artifact = await findArtifact(repository, pull);
  if (!artifact) return { message: `No plan was saved for #${pull.number}, or it is gone.` };
  return { message: `The plan was reviewed in #${pull.number}.`, artifact };
}

/** Finds the pull request whose merge created the commit, because a commit can belong to several. */
async function findPull(repository) {
  const sha = need('GITHUB_SHA');
  for await (const pull of list(`${repository}/commits/${sha}/pulls?per_page=100`)) {
    if (pull.merged_at && pull.merge_commit_sha === sha && pull.base.ref === need('GITHUB_REF_NAME')) return pull;
  }
  return null;
}

/** Finds the latest plan that the review made. Anyone who can start a workflow can save an artifact under the same name. */
async function findArtifact(repository, pull) {
  const named = await listNamed(repository, pull);
  if (named.length === 0) return null;
  const review = await describeReview(repository, pull);
  for (const artifact of named) {
    const doubt = findDoubt(await request('GET', `${repository}/actions/runs/${artifact.workflow_run.id}`), review);
    if (doubt === null) return artifact;
    annotate('warning', `ignored the artifact ${artifact.id} named ${artifact.name}: ${doubt}`);
  }
  return null;
}

/** Lists the artifacts with the name of the plan, newest first. */
async function listNamed(repository, { head }) {
  const name = `callctl-plan${keySuffix('-')}-${head.sha}`;
  const found = [];
  const path = `${repository}/actions/artifacts?name=${name}&per_page=100`;
  for await (const artifact of list(path, (page) => page.artifacts)) {
    if (!artifact.expired && artifact.workflow_run) found.push(artifact);
  }
  return found.sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
}

/** Collects what a run must match. The pull request is closed by now, so GitHub no longer lists it with its runs. */
async function describeReview(repository, pull) {
  const [owner] = need('GITHUB_REPOSITORY').split('/');
  const branch = encodeURIComponent(`${owner}:${pull.head.ref}`);
  const rivals = [];
  for await (const other of list(`${repository}/pulls?state=all&head=${branch}&per_page=100`)) {
    const isRival = other.base.ref !== pull.base.ref || other.head.sha === pull.head.sha;
    if (other.number !== pull.number && isRival) rivals.push(other);
  }
  let retargeted = 0;
  for await (const { event, created_at } of list(`${repository}/issues/${pull.number}/events?per_page=100`)) {
    if (baseChanges.includes(event)) retargeted = Math.max(retargeted, Date.parse(created_at));
  }
  return { pull, rivals, retargeted };
}

/** Says why a run was not the review of this pull request, or returns null if it was. */
function findDoubt(run, { pull, rivals, retargeted }) {
  const repositoryId = need('GITHUB_REPOSITORY_ID');
  const workflow = `.github/workflows/${need('CALLCTL_PLAN_WORKFLOW')}`;
  const isOurs = ({ id } = {}) => `${id}` === repositoryId;
  // The API may add the ref of the workflow file, as in plan.yml@main.
  if (run.path?.split('@')[0] !== workflow) return `it comes from ${run.path}, not from ${workflow}`;
  if (run.event !== 'pull_request') return `it comes from the event ${run.event}, not from pull_request`;
  if (!isOurs(run.repository) || !isOurs(run.head_repository)) return 'it comes from another repository';
  if (run.head_sha !== pull.head.sha || run.head_branch !== pull.head.ref)
    return `it was made for another commit or branch than #${pull.number}`;
  const [rival] = rivals.filter(({ created_at }) => Date.parse(created_at) <= Date.parse(run.created_at));
  if (rival) return `it may have been made for #${rival.number}, which has the same branch`;
  if (Date.parse(run.created_at) <= retargeted) return `it was made before #${pull.number} got its base branch`;
  return null;
}
