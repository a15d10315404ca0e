import { CallctlError } from '../errors.ts';

export const defaultGraphUrl = 'https://graph.facebook.com';
export const defaultGraphVersion = 'v25.0';

/**
 * Returns the base URL of the Graph API without a trailing slash. Plain HTTP is accepted for loopback only, to protect tokens.
 *
 * @throws CallctlError `usage` for anything else.
 */
export function parseGraphUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const hint = `write it like ${defaultGraphUrl}, or http://127.0.0.1:4010 for a simulator`;
  if (!url || !['https:', 'http:'].includes(url.protocol))
    throw new CallctlError('usage', 'the Graph URL is not a URL', hint);
  if (url.username || url.password || url.search || url.hash) {
    throw new CallctlError('usage', 'the Graph URL must not contain a user, password, query or fragment', hint);
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new CallctlError(
      'usage',
      `the Graph URL must be https: a token must not cross the network unencrypted`,
      hint,
    );
  }
  const base = url.href.replace(/\/+$/, '');
  const [, root, version] = /^(.*)\/(v\d+\.\d+)$/.exec(base) ?? [];
  if (root !== undefined) {
    const right = `use ${root}, and --graph-version ${version}`;
    throw new CallctlError('usage', 'the Graph URL must not end in a version, which is added to it', right);
  }
  return base;
}

/** Whether a host name, as URLs spell it, is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
