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

/**
 * Returns a function that masks secrets in text, including secrets encoded for a URL or for JSON, and what is left of a secret
 * that was cut short.
 */
export function secretMasker(secrets: readonly (string | null | undefined)[]): (text: string) => string {
  const needles = secrets
    .filter((secret): secret is string => !!secret && secret.trim().length >= shortestSecret)
    .map((secret) => secret.trim())
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length);
  return (text) => {
    const masked = needles.reduce((rest, needle) => rest.replaceAll(needle, mark), text);
    return needles.reduce(maskCut, masked);
  };
}

const mark = '[secret]';

/** How messages and reports end a text that is too long for them, with the quotes and markup that may come before. */
const cutEnd = /["'`)]{0,3}(?:<\/code>)?(?:…|\.\.\.)/g;

function maskCut(text: string, secret: string): string {
  // Nearly no text has even the beginning of a secret, and reports are long.
  if (!text.includes(secret.slice(0, shortestSecret))) return text;
  const pieces: string[] = [];
  let from = 0;
  for (const { index } of text.matchAll(cutEnd)) {
    const start = startOfCut(text, index, secret);
    if (start < from) continue;
    pieces.push(text.slice(from, start), mark);
    from = index;
  }
  return pieces.length === 0 ? text : [...pieces, text.slice(from)].join('');
}

/** Where the beginning of a secret starts that ends at this index; -1 if there is none. */
function startOfCut(text: string, end: number, secret: string): number {
  const first = Math.max(0, end - secret.length);
  const before = text.slice(first, end);
  const head = secret.slice(0, shortestSecret);
  for (let start = before.indexOf(head); start !== -1; start = before.indexOf(head, start + 1)) {
    if (secret.startsWith(before.slice(start))) return first + start;
  }
  return -1;
}
