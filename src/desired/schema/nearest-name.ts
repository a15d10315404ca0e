import { distance } from 'fastest-levenshtein';

/** The name that a mistyped one probably means; undefined where none is close. */
export function nearestName(mistyped: string, names: readonly string[]): string | undefined {
  if (mistyped.length > 100) return undefined;
  const wanted = simplify(mistyped);
  const ranked = names.map((name) => ({ name, far: distance(wanted, simplify(name)) })).sort((a, b) => a.far - b.far);
  const [best] = ranked;
  return best && best.far <= Math.max(1, Math.floor(wanted.length / 3)) ? best.name : undefined;
}

/** The listed value that a text probably means: the only one it begins, or else the closest. Listed values are in capitals. */
export function nearestValue(text: string, values: readonly string[]): string | undefined {
  const wanted = text.trim().toUpperCase();
  const byStart = wanted.length >= 2 ? values.filter((value) => value.startsWith(wanted)) : [];
  return byStart.length === 1 ? byStart[0] : nearestName(wanted, values);
}

/** Case and separators are what people mistype first: callHours, call-hours, Call_Hours. */
function simplify(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}
