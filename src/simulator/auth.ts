import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type GraphError, type Refusal, refuse } from './graph-error.ts';

/** Which tokens are accepted, and what proof each request needs. */
export interface AuthOptions {
  readonly token?: string;
  readonly appSecret?: string;
  readonly appId?: string;
  readonly tokens?: Readonly<Record<string, string>>;
}

/** The app a request acts for, or why it is refused. */
export type AuthResult = { readonly ok: true; readonly appId: string } | Refusal;

/** Makes the token check, which keeps tokens as hashes only. */
export function createAuth(options: AuthOptions): (header: string | undefined, query: URLSearchParams) => AuthResult {
  const { token, appSecret, appId = DEFAULT_APP_ID, tokens = {} } = options;
  const apps = new Map(Object.entries(tokens).map(([given, app]) => [hash(given), app]));
  if (token !== undefined) apps.set(hash(token), appId);
  // Without `token` any token is accepted, and those in `tokens` belong to other apps.
  const open = token === undefined;
  return (header, query) => {
    const given = parseToken(header, query);
    if (given === null) return refuse({ code: 190, message: 'An access token is required' });
    const app = apps.get(hash(given)) ?? (open ? appId : undefined);
    if (app === undefined) return refuse({ code: 190 });
    const error = appSecret === undefined ? null : checkProof(given, appSecret, query.get('appsecret_proof'));
    return error === null ? { ok: true, appId: app } : refuse(error);
  };
}

const DEFAULT_APP_ID = '1234567890';

/** Graph accepts the token in the header or in the query. */
function parseToken(header: string | undefined, query: URLSearchParams): string | null {
  const [, bearer] = /^(?:Bearer|OAuth) +(\S+) *$/i.exec(header ?? '') ?? [];
  return bearer ?? (query.get('access_token') || null);
}

/** General Graph API knowledge: the hex HMAC-SHA256 of the token under the app secret, as a query parameter. */
function checkProof(token: string, appSecret: string, proof: string | null): GraphError | null {
  const type = 'GraphMethodException';
  if (proof === null) return { code: 100, type, message: 'API calls require an appsecret_proof argument' };
  const expected = Buffer.from(createHmac('sha256', appSecret).update(token).digest('hex'));
  const given = Buffer.from(proof);
  const valid = given.length === expected.length && timingSafeEqual(given, expected);
  return valid ? null : { code: 100, type, message: 'Invalid appsecret_proof provided in the API argument' };
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
