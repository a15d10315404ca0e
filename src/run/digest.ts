import { createHash } from 'node:crypto';

/** Digest of a text, as `sha256:` and 64 hexadecimal digits. */
export function digest(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
