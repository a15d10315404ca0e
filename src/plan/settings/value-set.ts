import type { Json } from '../json.ts';
import { compareText } from '../text-order.ts';

/** Countries, codecs or triggers as a sorted set. Order, repetition and letter case mean nothing. */
export function normalizeSet(value: Json | undefined): string[] {
  const items = Array.isArray(value)
    ? value.filter((item) => item !== null).map((item) => String(item).toUpperCase())
    : [];
  return [...new Set(items)].sort(compareText);
}
