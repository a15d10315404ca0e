const { env } = process;
const names = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'];
const loopback = 'localhost,127.0.0.1,[::1]';

let opened = null;

/** Returns the fetch that honours the proxy variables of the environment; Node's own does not. */
export function openFetch() {
  opened ??= names.some((name) => env[name]) ? openProxiedFetch() : Promise.resolve(fetch);
  return opened;
}

/** Uses the undici that is installed with callctl, because the action has no packages. */
async function openProxiedFetch() {
  const odd = names.find((name) => env[name] && !/^https?:\/\//i.test(env[name]));
  if (odd) throw new Error(`the proxy in ${odd} is not an http:// or https:// URL`);
  const undici = await import('undici');
  const given = env.no_proxy ?? env.NO_PROXY ?? '';
  const dispatcher = new undici.EnvHttpProxyAgent({ noProxy: given === '*' ? given : `${given},${loopback}` });
  return (url, options) => undici.fetch(url, { ...options, dispatcher });
}
