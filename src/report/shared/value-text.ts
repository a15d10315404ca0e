import { isObject } from '../../plan/json.ts';
import { jsonText } from '../../plan/json-text.ts';
import { timesOf } from '../../plan/settings/windows.ts';
import { cleanText } from './clean-text.ts';

/** A setting's value on one line: windows as 09:00–18:00, lists with commas, the rest as JSON. */
export function renderValue(value: unknown): string {
  return cleanText(valueText(value));
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? '(none)' : value.map((item) => windowText(item) ?? valueText(item)).join(', ');
  }
  if (value === undefined) return '(nothing)';
  return typeof value === 'string' ? value : jsonText(value);
}

function windowText(item: unknown): string | null {
  if (!isObject(item)) return null;
  const { start, end } = timesOf(item);
  return typeof start === 'string' && typeof end === 'string' ? `${clock(start)}–${clock(end)}` : null;
}

/** A time of four digits as people write it; anything else as it is. */
function clock(time: string): string {
  return /^\d{4}$/.test(time) ? `${time.slice(0, 2)}:${time.slice(2)}` : time;
}
