// Finds the plan that was saved when the pull request behind this push was reviewed. `callctl apply --plan` judges whether
// the plan may still be carried out; this script only ensures that no fork and no other commit made it.
import { join } from 'node:path';
import { list } from './github.mjs';
import { keySuffix, need, setOutput, step } from './workflow.mjs';

const { env } = process;

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
  if (env.GITHUB_EVENT_NAME !== 'push') return { message: 'This run was started by hand, so it has no reviewed plan.' };
  const pull = await findPull(repository);
  if (!pull) return { message: 'No pull request was merged with this push, so there is no reviewed plan.' };
  const artifact = await findArtifact(repository, pull.head.sha);
  if (!artifact) return { message: `No plan was saved for #${pull.number}, or it is gone.` };
  return { message: `The plan was reviewed in #${pull.number}.`, artifact };
}

/** Finds the pull request whose merge created the pushed commit, because a commit can belong to several. */
async function findPull(repository) {
  const sha = need('GITHUB_SHA');
  for await (const pull of list(`${repository}/commits/${sha}/pulls?per_page=100`)) {
    if (pull.merged_at && pull.merge_commit_sha === sha && pull.base.ref === need('GITHUB_REF_NAME')) return pull;
  }
  return null;
}

/** Finds the latest plan of this repository: a fork's run can copy the name, but not the repository id. */
async function findArtifact(repository, sha) {
  const name = `callctl-plan${keySuffix('-')}-${sha}`;
  let latest = null;
  for await (const artifact of list(
    `${repository}/actions/artifacts?name=${name}&per_page=100`,
    (page) => page.artifacts,
  )) {
    const { expired, workflow_run: run, created_at } = artifact;
    const isOurs = !expired && `${run?.head_repository_id}` === need('GITHUB_REPOSITORY_ID') && run.head_sha === sha;
    if (isOurs && (latest === null || created_at > latest.created_at)) latest = artifact;
  }
  return latest;
}
