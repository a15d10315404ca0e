/** Lists everything in the environment, or derived from it, that must never be printed. */
export async function secretsOf(env: Readonly<Record<string, string | undefined>>): Promise<(string | undefined)[]> {
  const token = env.WHATSAPP_TOKEN?.trim();
  const secret = env.WHATSAPP_APP_SECRET?.trim();
  if (!token || !secret) return [token, secret];
  // Cryptography takes time to load, and most commands do not need it.
  const { appSecretProof } = await import('./app-secret-proof.ts');
  return [token, secret, appSecretProof(token, secret)];
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
