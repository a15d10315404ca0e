import { isObject } from '../../plan/json.ts';
import { jsonText } from '../../plan/json-text.ts';
import { timesOf } from '../../plan/settings/windows.ts';
import { cleanText } from './clean-text.ts';

/** A setting's value on one line: windows as 0900-1800, lists with commas, the rest as JSON. */
export function renderValue(value: unknown): string {
  return cleanText(valueText(value));
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? '(none)' : value.map((item) => windowText(item) ?? valueText(item)).join(', ');
  }
  return typeof value === 'string' ? value : (jsonText(value) ?? '(nothing)');
}

function windowText(item: unknown): string | null {
  if (!isObject(item)) return null;
  const { start, end } = timesOf(item);
  return typeof start === 'string' && typeof end === 'string' ? `${start}-${end}` : null;
}
