import type { Json } from '../json.ts';
import { compareText } from '../text-order.ts';

/** A list whose order, repetition and letter case mean nothing: countries, codecs, triggers. */
export function normalizeSet(value: Json | undefined): string[] {
  const items = Array.isArray(value) ? value.map((item) => String(item).toUpperCase()) : [];
  return [...new Set(items)].sort(compareText);
}
