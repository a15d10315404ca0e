/** Environment variables that hold a secret: their values must never be printed. */
export const secretVariables = ['WHATSAPP_TOKEN', 'WHATSAPP_APP_SECRET'] as const;

/** Shorter values would blot out unrelated text, and no real secret is that short. */
const shortestSecret = 8;

/** A function that blots secrets out of texts, also where they were percent-encoded. */
export function secretMasker(secrets: readonly (string | null | undefined)[]): (text: string) => string {
  const needles = secrets
    .filter((secret): secret is string => !!secret && secret.trim().length >= shortestSecret)
    .flatMap((secret) => [secret.trim(), encodeURIComponent(secret.trim())])
    .sort((a, b) => b.length - a.length);
  return (text) => needles.reduce((masked, needle) => masked.replaceAll(needle, '[secret]'), text);
}
