import { daysInMonth, isDate } from '../../plan/dates.ts';
import { groupByKey } from '../../plan/group-by-key.ts';
import { maxWindows } from '../../plan/settings/windows.ts';
import { isNull, joinPath, nodeAt } from '../yaml/node.ts';
import { problemAt } from '../yaml/problem.ts';
import { lineOf } from '../yaml/source-file.ts';
import type { FileRule } from './file-rule.ts';
import { isDrop, type Window, type WindowEntry } from './window-entries.ts';

// All windows of a day or date come from one file, so these rules need only that file.

const opensBeforeItCloses: FileRule = ({ windows }) =>
  windows
    .filter((window) => !opensFirst(window))
    .map(({ node, path, key, shape, start, end }) =>
      problemAt(nodeAt(node, shape.end) ?? node, joinPath(path, shape.end), {
        code: 'closes_before_it_opens',
        message: `${key} closes at ${end} but opens at ${start}`,
        expected: `a time after ${start}`,
        // The user means a window that ends on the next day, or at midnight.
        hint:
          end === '0000'
            ? 'write "2359" for the end of the day'
            : 'a window cannot cross midnight: end it at "2359" and begin another at "0000" on the next day',
      }),
    );

const atMostTwoWindows: FileRule = ({ windows }) =>
  groupEntries(windows.filter(opensFirst)).flatMap((ofKey) => {
    // A window that begins where another ends is part of it.
    const separate = ofKey.filter((window) => !ofKey.some((other) => other.end === window.start));
    return separate.slice(maxWindows, maxWindows + 1).map(({ node, path, key }) =>
      problemAt(node, path, {
        code: 'too_many_windows',
        message: `${key} has ${separate.length} windows`,
        expected: 'at most two',
        hint: 'merge windows, or remove one',
      }),
    );
  });

const windowsDoNotOverlap: FileRule = ({ windows }) =>
  groupEntries(windows.filter(opensFirst)).flatMap((ofKey) => {
    const ordered = ofKey.toSorted((a, b) => Number(a.start) - Number(b.start));
    return ordered.flatMap((window, index) => {
      const before = ordered[index - 1];
      return before && window.start < before.end ? [explainOverlap(before, window)] : [];
    });
  });

const bothTimesOrNone: FileRule = ({ entries }) =>
  entries.flatMap((entry) => {
    const { node, path, shape } = entry;
    const nulls = [shape.start, shape.end].filter((name) => isNull(nodeAt(node, name)));
    const [only] = nulls;
    if (nulls.length !== 1 || only === undefined) return [];
    const hint = `give ${only} a time, or make both null to drop what a partial states for ${entry.key}`;
    const text = {
      code: 'half_dropped',
      message: `${only} has no value, but the other time has one`,
      expected: 'two times, or two nulls',
      hint,
    };
    return [problemAt(nodeAt(node, only) ?? node, joinPath(path, only), text)];
  });

const droppedOrStated: FileRule = ({ entries }) =>
  groupEntries(entries).flatMap((ofKey) => {
    const drops = ofKey.filter(({ node, shape }) => isDrop(node, shape));
    if (ofKey.length === drops.length) return drops.slice(1).map(explainNeedlessDrop);
    return drops.map(explainNeedlessDrop);
  });

const dateExists: FileRule = ({ entries }) =>
  entries
    .filter(({ key, shape }) => shape.key === 'date' && !isDate(key))
    .map(({ node, path, key }) =>
      problemAt(nodeAt(node, 'date') ?? node, joinPath(path, 'date'), {
        code: 'impossible_date',
        message: `there is no ${key}`,
        expected: 'a date of the calendar',
        hint: hintOfDate(key),
      }),
    );

function hintOfDate(date: string): string {
  const [year, month] = date.split('-').map(Number);
  if (!year || !month || month > 12) return 'write year, month, day: the month must be 01 to 12';
  if (date.endsWith('-02-29')) return `${year} is not a leap year: its February ends on the 28th`;
  return `${date.slice(0, 7)} has days 01 to ${daysInMonth(year, month)}`;
}

/** The rules of weekly hours and holidays. */
export const hourRules: readonly FileRule[] = [
  opensBeforeItCloses,
  atMostTwoWindows,
  windowsDoNotOverlap,
  bothTimesOrNone,
  droppedOrStated,
  dateExists,
];

function opensFirst({ start, end }: Window): boolean {
  return start < end;
}

function groupEntries<Entry extends WindowEntry>(entries: readonly Entry[]): Entry[][] {
  return [...groupByKey(entries, ({ key }) => key).values()];
}

function explainOverlap(a: Window, b: Window) {
  // Users look for the mistake at the later one in the file.
  const [first, second] = a.node.offset <= b.node.offset ? [a, b] : [b, a];
  return problemAt(second.node, second.path, {
    code: 'windows_overlap',
    message: `${second.key} ${second.start}-${second.end} overlaps ${first.start}-${first.end} on line ${lineOf(first.node)}`,
    expected: 'windows that do not overlap',
    hint: 'touching is allowed: one may end when the other begins',
  });
}

function explainNeedlessDrop({ node, path, key }: WindowEntry) {
  return problemAt(node, path, {
    code: 'needless_drop',
    message: `this drops ${key}, but another entry of the list states it`,
    expected: 'one or the other',
    hint: 'remove this entry: the other one already replaces what a partial states',
  });
}
