import { distance } from 'fastest-levenshtein';

/** The name a mistyped one was probably meant to be; undefined where none is near. */
export function nearestName(mistyped: string, names: readonly string[]): string | undefined {
  if (mistyped.length > 100) return undefined;
  const wanted = simplify(mistyped);
  const ranked = names.map((name) => ({ name, far: distance(wanted, simplify(name)) })).sort((a, b) => a.far - b.far);
  const [best] = ranked;
  return best && best.far <= Math.max(1, Math.floor(wanted.length / 3)) ? best.name : undefined;
}

/** Case and separators are what people mistype first: callHours, call-hours, Call_Hours. */
function simplify(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}
