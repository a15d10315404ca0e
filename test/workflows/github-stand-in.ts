import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The only repository that the stand-in serves. */
export const repository = 'acme/numbers';
export const repositoryId = 42;
const owner = 'acme';
export const bot = 'github-actions[bot]';

/** The permissions of a job, named as in workflow files: `pull-requests: write`. */
export type Permissions = Readonly<Record<string, string>>;

interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly user: { readonly login: string };
  body: string;
}

interface Issue {
  readonly number: number;
  readonly user: { readonly login: string };
  readonly pull_request?: object;
  readonly title: string;
  readonly body: string;
  readonly state: 'open' | 'closed';
  readonly labels: readonly string[];
}

export interface Pull {
  readonly number: number;
  readonly head: { readonly ref: string; readonly sha: string };
  readonly base: { readonly ref: string };
  readonly created_at: string;
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
}

/** A run of a workflow. The API lists only open pull requests with it, so that of a merged one is missing. */
export interface Run {
  readonly id: number;
  readonly path: string;
  readonly event: string;
  readonly head_branch: string;
  readonly head_sha: string;
  readonly repository: { readonly id: number };
  readonly head_repository: { readonly id: number };
  readonly created_at: string;
  readonly pull_requests: readonly [];
}

/** Something that happened to a pull request. */
interface PullEvent {
  readonly pull: number;
  readonly event: string;
  readonly created_at: string;
}

export interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly expired: boolean;
  readonly created_at: string;
  readonly workflow_run: { readonly id: number };
  /** The folder with its files. */
  readonly folder: string;
}

/** What the repository contains besides its files. */
interface Stored {
  readonly comments: Comment[];
  readonly issues: Issue[];
  readonly pulls: Pull[];
  readonly pullEvents: PullEvent[];
  readonly runs: Run[];
  readonly artifacts: Artifact[];
  readonly labels: string[];
  /** All requests in order, as in `GET /repos/…`. */
  readonly requests: string[];
}

export interface GitHub extends Stored {
  readonly url: string;
  /** Returns a token with the permissions of a job, as the runner issues one. */
  readonly issueToken: (permissions: Permissions) => string;
  readonly allows: (token: string | undefined, permission: string) => boolean;
  /** Answers the next request of this method with this status instead. */
  readonly failNext: (method: string, status: number, headers?: Record<string, string>) => void;
  /** Answers the next GET with an empty page whose next page is this URL. */
  readonly linkNext: (url: string) => void;
  readonly close: () => Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

interface Call {
  readonly url: URL;
  /** The number or commit id in the path. */
  readonly name: string;
  readonly body: Record<string, unknown>;
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** One of these permissions is enough. */
  readonly needs: readonly string[];
  readonly answer: (call: Call) => Answer;
}

/** Serves the part of the GitHub API that the workflows use, on loopback, with its status codes, paging and permissions. */
export async function startGitHub(): Promise<GitHub> {
  const tokens = new Map<string, Permissions>();
  const failures: ({ readonly method: string } & Answer)[] = [];
  const stored: Stored = {
    comments: [],
    issues: [],
    pulls: [],
    pullEvents: [],
    runs: [],
    artifacts: [],
    labels: [],
    requests: [],
  };
  const routes = routesOf(stored);
  const allows = (token: string | undefined, permission: string) => {
    const [name = '', level] = permission.split('=');
    const granted = tokens.get(token ?? '')?.[name.replace('_', '-')];
    return granted === 'write' || (granted === 'read' && level === 'read');
  };

  async function answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '', 'http://localhost');
    const body = JSON.parse((await textOf(request)) || '{}');
    stored.requests.push(`${request.method} ${url.pathname}`);
    const at = failures.findIndex(({ method }) => method === request.method);
    const [failure] = at < 0 ? [] : failures.splice(at, 1);
    if (failure) return failure;
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined || !tokens.has(token)) return refuse(401, 'Bad credentials');
    const route = routes.find(({ method, path }) => method === request.method && path.test(url.pathname));
    if (!route) return refuse(404, 'Not Found');
    if (route.needs.length > 0 && !route.needs.some((permission) => allows(token, permission))) {
      const headers = { 'x-accepted-github-permissions': route.needs.join('; ') };
      return { ...refuse(403, 'Resource not accessible by integration'), headers };
    }
    return route.answer({ url, name: route.path.exec(url.pathname)?.[1] ?? '', body });
  }

  const server = createServer(async (request, response) => send(response, await answer(request), url));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...stored,
    url,
    allows,
    issueToken: (permissions) => {
      const token = `ghs_${tokens.size + 1}_of_the_tests`;
      tokens.set(token, permissions);
      return token;
    },
    failNext: (method, status, headers = {}) =>
      void failures.push({ method, ...refuse(status, 'On request'), headers }),
    linkNext: (next) =>
      void failures.push({ method: 'GET', status: 200, body: [], headers: { link: `<${next}>; rel="next"` } }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer, url: string): void {
  const sent = Object.entries(headers).map(([name, value]) => [name, value.replaceAll(here, url)]);
  response.writeHead(status, { 'content-type': 'application/json', ...Object.fromEntries(sent) });
  response.end(JSON.stringify(body));
}

function routesOf({ comments, issues, pulls, pullEvents, runs, artifacts, labels }: Stored): Route[] {
  const repo = `/repos/${repository}`;
  const toRoute = (method: string, path: string, needs: readonly string[], answer: Route['answer']): Route => ({
    method,
    path: new RegExp(`^${path}$`),
    needs,
    answer,
  });
  const user = { login: bot };
  return [
    toRoute('POST', '/graphql', [], () => ok({ data: { viewer: { login: bot } } })),
    toRoute('GET', `${repo}/issues/(\\d+)/comments`, ['issues=read', 'pull_requests=read'], ({ url, name }) => {
      const listed = comments.filter(({ issue }) => issue === Number(name));
      return page(url, listed);
    }),
    toRoute('POST', `${repo}/issues/(\\d+)/comments`, ['issues=write', 'pull_requests=write'], ({ name, body }) => {
      if (!issues.some(({ number }) => number === Number(name))) return refuse(404, 'Not Found');
      if (!isBody(body.body)) return refuse(422, 'Validation Failed');
      const made = { id: 1000 + comments.length, issue: Number(name), user, body: body.body };
      comments.push(made);
      return created({ ...made, html_url: `https://github.test/comments/${made.id}` });
    }),
    toRoute('PATCH', `${repo}/issues/comments/(\\d+)`, ['issues=write', 'pull_requests=write'], ({ name, body }) => {
      const found = comments.find(({ id }) => id === Number(name));
      if (!found) return refuse(404, 'Not Found');
      if (!isBody(body.body)) return refuse(422, 'Validation Failed');
      found.body = body.body;
      return ok({ ...found, html_url: `https://github.test/comments/${found.id}` });
    }),
    toRoute('GET', `${repo}/issues`, ['issues=read'], ({ url }) => {
      const { state = 'open', labels: wanted = '' } = Object.fromEntries(url.searchParams);
      const listed = issues.filter((issue) => issue.state === state && (!wanted || issue.labels.includes(wanted)));
      return page(url, listed.map(withUrl));
    }),
    toRoute('POST', `${repo}/issues`, ['issues=write'], ({ body }) => {
      if (!isBody(body.body)) return refuse(422, 'Validation Failed');
      const { title, labels: given } = body as Pick<Issue, 'title' | 'labels'>;
      const made: Issue = { number: 100 + issues.length, user, title, body: body.body, state: 'open', labels: given };
      issues.push(made);
      return created(withUrl(made));
    }),
    toRoute('PATCH', `${repo}/issues/(\\d+)`, ['issues=write'], ({ name, body }) => {
      const found = issues.find(({ number }) => number === Number(name));
      return found ? ok(withUrl(Object.assign(found, body))) : refuse(404, 'Not Found');
    }),
    toRoute('POST', `${repo}/labels`, ['issues=write'], ({ body }) => {
      if (labels.includes(String(body.name))) return refuse(422, 'Validation Failed');
      labels.push(String(body.name));
      return created(body);
    }),
    toRoute('GET', `${repo}/commits/(\\w+)/pulls`, ['pull_requests=read'], ({ url }) => page(url, pulls)),
    toRoute('GET', `${repo}/pulls`, ['pull_requests=read'], ({ url }) => {
      const { state = 'open', head } = Object.fromEntries(url.searchParams);
      const listed = pulls.filter(({ merged_at }) => state === 'all' || merged_at === null);
      return page(
        url,
        listed.filter((pull) => head === `${owner}:${pull.head.ref}`),
      );
    }),
    toRoute('GET', `${repo}/issues/(\\d+)/events`, ['issues=read', 'pull_requests=read'], ({ url, name }) =>
      page(
        url,
        pullEvents.filter(({ pull }) => pull === Number(name)),
      ),
    ),
    toRoute('GET', `${repo}/actions/runs/(\\d+)`, ['actions=read'], ({ name }) => {
      const found = runs.find(({ id }) => id === Number(name));
      return found ? ok(found) : refuse(404, 'Not Found');
    }),
    toRoute('GET', `${repo}/actions/artifacts`, ['actions=read'], ({ url }) => {
      const listed = artifacts.filter(({ name }) => name === url.searchParams.get('name'));
      const { body, ...rest } = page(url, listed);
      return { ...rest, body: { total_count: listed.length, artifacts: body } };
    }),
  ];
}

function refuse(status: number, message: string): Answer {
  return { status, body: { message } };
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function created(body: unknown): Answer {
  return { status: 201, body };
}

function isBody(body: unknown): body is string {
  return typeof body === 'string' && body.length > 0 && body.length <= 65_536;
}

function withUrl(issue: Issue) {
  return { ...issue, html_url: `https://github.test/issues/${issue.number}` };
}

/** A placeholder for the address of the stand-in in response headers. */
const here = 'http://here';

/** Returns one page: 30 items by default, 100 at most. The Link header names the next page. */
function page(url: URL, items: readonly unknown[]): Answer {
  const size = Math.min(Number(url.searchParams.get('per_page') ?? 30), 100);
  const number = Number(url.searchParams.get('page') ?? 1);
  const body = items.slice((number - 1) * size, number * size);
  if (number * size >= items.length) return ok(body);
  const query = new URLSearchParams(url.searchParams);
  query.set('page', String(number + 1));
  const next = `${here}${url.pathname}?${query}`;
  return { ...ok(body), headers: { link: `<${next}>; rel="next", <${next}>; rel="last"` } };
}
