import type { Json } from '../json.ts';

/**
 * A time of day as the endpoint wants it: four digits, hours and minutes. Live values are read in any spelling seen in
 * Meta's docs and samples ("0900", "09:00", the number 900); one that is no time at all is passed through as text.
 */
export function normalizeTimeOfDay(value: Json | undefined): string {
  const text = String(value ?? '');
  const match = /^(\d{1,2}):?(\d{2})$/.exec(text.padStart(3, '0'));
  if (text === '' || !match) return text;
  return `${match[1]?.padStart(2, '0')}${match[2]}`;
}
