import { isObject, type Json } from './json.ts';

/** One request as the simulator received it, without secrets. */
export interface RequestLogEntry {
  /** ISO 8601. */
  readonly at: string;
  readonly method: string;
  /** With the query, whose secret values are masked. */
  readonly path: string;
  readonly phone_number_id: string | null;
  /** The parsed body; null when there is none, or it is not JSON. */
  readonly body: unknown;
  /** Null when the connection was dropped or there was no answer. */
  readonly status: number | null;
  readonly error_code: number | null;
  readonly fault: string | null;
}

/** Replaces the values of the secrets in a query. */
export function maskPath(path: string): string {
  if (!path.includes('?')) return path;
  return path.replace(/([?&])([^=&]*)=[^&]*/g, (pair, separator: string, key: string) => {
    const [name = ''] = new URLSearchParams(key).keys(); // decoded as the server decodes it
    return SECRET_KEYS.has(name) ? `${separator}${name}=***` : pair;
  });
}

/** Copies a body, and replaces the values of secrets at any depth. */
export function maskBody(body: Json): Json {
  if (Array.isArray(body)) return body.map(maskBody);
  if (!isObject(body)) return body;
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => [key, SECRET_KEYS.has(key) ? '***' : maskBody(value)]),
  );
}

const SECRET_KEYS = new Set(['access_token', 'appsecret_proof', 'client_secret', 'sip_user_password']);
