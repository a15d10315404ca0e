// Finds the plan that was saved when the pull request behind this push was reviewed. Whether it may still be carried
// out is for `callctl apply --plan` to judge; all this makes sure of is that no fork and no other commit made it.
import { join } from 'node:path';
import { list } from './github.mjs';
import { keySuffix, need, setOutput, step } from './workflow.mjs';

const { env } = process;

await step(async () => {
  const repository = `/repos/${need('GITHUB_REPOSITORY')}`;
  const { told, artifact } = await find(repository);
  console.log(told);
  setOutput('told', told);
  if (!artifact) return;
  setOutput('artifact', artifact.name);
  setOutput('run-id', artifact.workflow_run.id);
  setOutput('folder', join(need('RUNNER_TEMP'), 'callctl-saved-plan'));
  setOutput('plan', join(need('RUNNER_TEMP'), 'callctl-saved-plan', 'plan.json'));
});

async function find(repository) {
  if (env.GITHUB_EVENT_NAME !== 'push') return { told: 'This run was started by hand, so there is no reviewed plan.' };
  const pull = await findPull(repository);
  if (!pull) return { told: 'No pull request was merged with this push, so there is no reviewed plan.' };
  const artifact = await findArtifact(repository, pull.head.sha);
  if (!artifact) return { told: `No plan was saved for #${pull.number}, or it is gone.` };
  return { told: `The plan was reviewed in #${pull.number}.`, artifact };
}

/** The pull request whose merge made the pushed commit: a commit can belong to several. */
async function findPull(repository) {
  const sha = need('GITHUB_SHA');
  for await (const pull of list(`${repository}/commits/${sha}/pulls?per_page=100`)) {
    if (pull.merged_at && pull.merge_commit_sha === sha && pull.base.ref === need('GITHUB_REF_NAME')) return pull;
  }
  return null;
}

/** The latest one. A fork's run can name its artifacts as it likes, but not say that it is of this repository. */
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
