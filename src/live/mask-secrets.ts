import { createHmac } from 'node:crypto';

/** Lists everything in the environment, or derived from it, that must never be printed. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): (string | null | undefined)[] {
  const token = env.WHATSAPP_TOKEN?.trim();
  const secret = env.WHATSAPP_APP_SECRET?.trim();
  return [token, secret, token && secret ? appSecretProof(token, secret) : null];
}

/** Computes the proof that an app may require: hex HMAC-SHA256 of the token, keyed with the app secret. */
export function appSecretProof(token: string, secret: string): string {
  return createHmac('sha256', secret).update(token).digest('hex');
}

/** Masking shorter values would hide unrelated text, and no real secret is that short. */
const shortestSecret = 8;

/** Returns a function that masks secrets in text, including secrets encoded for a URL or for JSON. */
export function secretMasker(secrets: readonly (string | null | undefined)[]): (text: string) => string {
  const needles = secrets
    .filter((secret): secret is string => !!secret && secret.trim().length >= shortestSecret)
    .map((secret) => secret.trim())
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length);
  return (text) => needles.reduce((masked, needle) => masked.replaceAll(needle, '[secret]'), text);
}
