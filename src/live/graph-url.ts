import { CallctlError } from '../errors.ts';

export const defaultGraphUrl = 'https://graph.facebook.com';
export const defaultGraphVersion = 'v25.0';

/**
 * The base URL of the Graph API, without a slash at its end. Tokens travel over HTTPS alone, but for the machine itself.
 *
 * @throws CallctlError `usage` for anything else.
 */
export function parseGraphUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const hint = `write it as in ${defaultGraphUrl}, or http://127.0.0.1:4010 for a simulator`;
  if (!url || !['https:', 'http:'].includes(url.protocol))
    throw new CallctlError('usage', 'the Graph URL is no URL', hint);
  if (url.username || url.password || url.search || url.hash) {
    throw new CallctlError('usage', 'the Graph URL may hold no user, password, query or fragment', hint);
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new CallctlError(
      'usage',
      `the Graph URL must be https: a token must not cross the network in the clear`,
      hint,
    );
  }
  return url.href.replace(/\/+$/, '');
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
