// Posts the report as one comment on the pull request: the first run creates it, later runs overwrite it.
import { fetchLogin, list, request } from './github.mjs';
import { bodyWith, markerOf, need, readEvent, step } from './workflow.mjs';

await step(async () => {
  const pull = readEvent().pull_request?.number;
  if (!pull) throw new Error('there is nothing to comment on: this run does not belong to a pull request');
  const repository = `/repos/${need('GITHUB_REPOSITORY')}`;
  const marker = markerOf(need('CALLCTL_COMMAND'));
  const body = bodyWith(marker);
  const own = await findOwn(`${repository}/issues/${pull}/comments?per_page=100`, marker);
  const { html_url } = own
    ? await request('PATCH', `${repository}/issues/comments/${own.id}`, { body })
    : await request('POST', `${repository}/issues/${pull}/comments`, { body });
  console.log(`${own ? 'updated' : 'created'} ${html_url}`);
});

/** Finds our comment by author as well as marker, because anybody can write a marker. */
async function findOwn(path, marker) {
  const login = await fetchLogin();
  for await (const comment of list(path)) {
    if (comment.user?.login === login && comment.body?.startsWith(marker)) return comment;
  }
  return null;
}
