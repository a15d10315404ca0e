import type { Problem } from '../../generated/schema-types.ts';
import { groupByKey } from '../../plan/group-by-key.ts';
import { firstOf } from './lists.ts';

/** A warning that is told once for all places that deserve it. */
export interface ToldWarning extends Pick<Problem, 'code' | 'path' | 'message' | 'expected' | 'hint'> {
  /** `FILE:LINE:COLUMN` of the first ones. */
  readonly places: readonly string[];
  /** `and N more`; empty where all are named. */
  readonly rest: readonly string[];
}

/** Places that one warning names, and messages with one code that are told. */
const mostPlaces = 3;
const mostMessages = 3;

/** Warnings by code, those with equal messages together. */
export function foldWarnings(warnings: readonly Problem[], isWhole = false): ToldWarning[] {
  const byCode = groupByKey(warnings, ({ code }) => code);
  return [...byCode.values()].flatMap((ofCode) => {
    const byMessage = [...groupByKey(ofCode, keyOf).values()];
    const told = isWhole ? byMessage : byMessage.slice(0, mostMessages);
    const untold = byMessage.slice(told.length).flat();
    return told.map((equal, index) => tellWarning(equal, index === told.length - 1 ? untold.length : 0, isWhole));
  });
}

function keyOf({ path, message, expected, hint }: Problem): string {
  return JSON.stringify([path, message, expected, hint]);
}

function tellWarning(equal: readonly Problem[], untold: number, isWhole: boolean): ToldWarning {
  const [first] = equal as readonly [Problem, ...Problem[]];
  const { code, path, message, expected, hint } = first;
  const places = equal.map(({ file, line, column }) => `${file}:${line}:${column}`);
  const { shown, rest } = firstOf(places, isWhole ? places.length : mostPlaces);
  const others = untold > 0 ? [`and ${untold} with other messages of this code`] : [];
  return { code, path, message, expected, hint, places: shown, rest: [...rest, ...others] };
}
