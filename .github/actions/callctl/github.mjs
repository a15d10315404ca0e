import { setTimeout as sleep } from 'node:timers/promises';
import { openFetch } from './proxy.mjs';
import { need } from './workflow.mjs';

const attempts = 4;
const longestWaitMs = 60_000;

/** Calls the GitHub API and returns the body of the response. Any failure is an error of one line. */
export async function request(method, path, body) {
  return (await send(method, `${need('GITHUB_API_URL')}${path}`, body)).json();
}

/** Yields all items of a list, page by page. */
export async function* list(path, itemsOf = (page) => page) {
  const api = need('GITHUB_API_URL');
  let url = `${api}${path}`;
  while (url !== null) {
    const answer = await send('GET', url);
    yield* itemsOf(await answer.json());
    url = nextPage(answer.headers.get('link'));
    // The token must not go anywhere except to the API.
    if (url !== null && !url.startsWith(`${api}/`))
      throw new Error(`GET ${path}: the next page is not on the GitHub API`);
  }
}

function nextPage(link) {
  return /<([^>]*)>;\s*rel="next"/.exec(link ?? '')?.[1] ?? null;
}

/** Returns the login that the token belongs to. An installation token cannot read /user, but can run this query. */
export async function fetchLogin() {
  const { data } = await (await send('POST', need('GITHUB_GRAPHQL_URL'), { query: '{ viewer { login } }' })).json();
  if (!data?.viewer?.login) throw new Error('GitHub does not say which login the token belongs to');
  return data.viewer.login;
}

async function send(method, url, body) {
  for (let attempt = 1; ; attempt += 1) {
    const { answer, failure } = await sendOnce(method, url, body);
    if (answer?.ok) return answer;
    const wait = attempt < attempts ? waitBeforeNext(method, attempt, answer) : null;
    if (wait === null) throw new Error(`${method} ${new URL(url).pathname}: ${failure ?? (await describe(answer))}`);
    await sleep(wait);
  }
}

async function sendOnce(method, url, body) {
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${need('GITHUB_TOKEN')}`,
    'user-agent': 'callctl',
    'x-github-api-version': '2022-11-28',
  };
  const fetch = await openFetch();
  const signal = AbortSignal.timeout(30_000);
  try {
    return { answer: await fetch(url, { method, headers, signal, ...(body && { body: JSON.stringify(body) }) }) };
  } catch (error) {
    return { failure: `no answer (${error.cause?.code ?? error.message})` };
  }
}

/** Returns the milliseconds to wait before the next attempt, or null if another attempt is pointless. */
function waitBeforeNext(method, attempt, answer) {
  if (answer && isThrottled(answer)) return within(throttleMs(answer.headers));
  // A POST whose response was lost may have been carried out, and a second one would post the comment twice.
  if (method === 'POST' || (answer && answer.status < 500)) return null;
  return 500 * 2 ** attempt;
}

function isThrottled({ status, headers }) {
  return (
    status === 429 || (status === 403 && (headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0'))
  );
}

function throttleMs(headers) {
  if (headers.has('retry-after')) return Number(headers.get('retry-after')) * 1000;
  const reset = Number(headers.get('x-ratelimit-reset'));
  return Number.isFinite(reset) && reset > 0 ? Math.max(0, reset * 1000 - Date.now()) : longestWaitMs;
}

function within(ms) {
  return ms <= longestWaitMs ? ms : null;
}

async function describe(answer) {
  const body = await answer.json().catch(() => ({}));
  const needed = answer.headers.get('x-accepted-github-permissions');
  const hint = answer.status === 403 && needed ? ` (the job needs the permission ${needed.replace('=', ': ')})` : '';
  return `${answer.status} ${body.message ?? answer.statusText}${hint}`;
}
