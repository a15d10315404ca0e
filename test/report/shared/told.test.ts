import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, NumberReport } from '../../../src/generated/schema-types.ts';
import { week } from '../../../src/plan/settings/windows.ts';
import { foldNumbers, tellChanges, toldKey } from '../../../src/report/shared/told.ts';
import { aChange, aNumberReport } from '../builders.ts';

const day = (name: string, more: Partial<Change> = {}) =>
  aChange({
    path: `call_hours.weekly_operating_hours[${name}]`,
    setting: 'call_hours',
    before: [{ open_time: '0900', close_time: '1800' }],
    after: [{ open_time: '0900', close_time: '1500' }],
    ...more,
  });
const holiday = (date: string, more: Partial<Change> = {}) =>
  day('', { path: `call_hours.holiday_schedule[${date}]`, action: 'add', before: null, ...more });

describe('the changes of a number', () => {
  it.each<{ what: string; changes: Change[]; subjects: string[] }>([
    { what: 'a setting', changes: [aChange()], subjects: ['call_icon_visibility'] },
    { what: 'one day', changes: [day('FRIDAY')], subjects: ['Friday'] },
    {
      what: 'neighbouring days that change alike',
      changes: week.slice(0, 5).map((name, index) => day(name, { line: 20 + index })),
      subjects: ['Monday–Friday'],
    },
    {
      what: 'days with another one between them',
      changes: [day('MONDAY'), day('WEDNESDAY')],
      subjects: ['Monday', 'Wednesday'],
    },
    {
      what: 'days that change to other hours',
      changes: [day('MONDAY'), day('TUESDAY', { after: [] })],
      subjects: ['Monday', 'Tuesday'],
    },
    {
      what: 'days of two files',
      changes: [day('MONDAY'), day('TUESDAY', { file: 'settings/_hours.yaml' })],
      subjects: ['Monday', 'Tuesday'],
    },
    {
      what: 'holidays with the same hours, however far apart',
      changes: [holiday('2026-12-24'), holiday('2026-12-25', { after: [] }), holiday('2026-12-31')],
      subjects: ['holidays 2026-12-24, 2026-12-31', 'holiday 2026-12-25'],
    },
    {
      what: 'a day that is not one',
      changes: [day('SOMEDAY')],
      subjects: ['call_hours.weekly_operating_hours[SOMEDAY]'],
    },
  ])('are told by subject: $what', ({ changes, subjects }) => {
    expect(tellChanges(changes).map(({ subject }) => subject)).toEqual(subjects);
  });

  it('may hold integers of any length', () => {
    const long = aChange({ before: 12345678901234567890n, after: { id: 98765432109876543210n } });
    const other = aChange({ before: 12345678901234567891n, after: { id: 98765432109876543210n } });
    const numbers = [long, other].map((change, index) =>
      aNumberReport({ phone_number_id: `${index}`, changes: [change] }),
    );
    expect(fold(numbers).map((block) => block.numbers.length)).toEqual([1, 1]);
  });

  it('that are told together are stated in the first of their lines', () => {
    expect(tellChanges([day('MONDAY', { line: 12 }), day('TUESDAY', { line: 15 })])).toMatchObject([{ line: 12 }]);
  });
});

/** Numbers whose changes come from a small pool, so that many are equal. */
const pool = [
  aChange(),
  aChange({ path: 'status', setting: 'status', risk: 'calling is turned off' }),
  ...week.map((name) => day(name)),
  ...['2026-12-24', '2026-12-31'].map((date) => holiday(date)),
  holiday('2026-12-25', { protected: true }),
];
const fleets = fc.array(fc.record({ name: fc.constantFrom('Berlin', 'munich', null), changes: fc.subarray(pool) }), {
  maxLength: 8,
});

const fold = (numbers: readonly NumberReport[]) => foldNumbers(numbers, ({ changes }) => tellChanges(changes), toldKey);

describe('folding', () => {
  it('tells what many numbers share once, and what one has alone separately', () => {
    const shared = [day('MONDAY'), day('TUESDAY')];
    const numbers = [
      aNumberReport({ phone_number_id: '2', name: 'munich', changes: [...shared, aChange()] }),
      aNumberReport({ phone_number_id: '1', name: 'Berlin', changes: shared }),
    ];
    const blocks = fold(numbers).map(({ numbers: told, items }) => [
      told.map(({ name }) => name),
      items.map(({ subject }) => subject),
    ]);
    expect(blocks).toEqual([
      [['Berlin', 'munich'], ['Monday–Tuesday']],
      [['munich'], ['call_icon_visibility']],
    ]);
  });

  it('names a number once, even if it holds the same twice', () => {
    const [number] = [aNumberReport({ notes: [] })];
    const blocks = foldNumbers(
      [number],
      () => ['same', 'same'],
      (item) => item,
    );
    expect(blocks).toEqual([{ numbers: [number], items: ['same'] }]);
  });

  it('loses nothing: what is told is what the report holds', () => {
    fc.assert(
      fc.property(fleets, (fleet) => {
        const numbers = fleet.map((number, index) => aNumberReport({ ...number, phone_number_id: String(index + 1) }));
        const held = numbers.flatMap(({ phone_number_id: id, changes }) => changes.map(({ path }) => `${id} ${path}`));
        const told = fold(numbers).flatMap((block) =>
          block.numbers.flatMap(({ phone_number_id: id }) =>
            block.items.flatMap(({ changes }) => changes.map(({ path }) => `${id} ${path}`)),
          ),
        );
        expect(told.sort()).toEqual(held.sort());
      }),
    );
  });
});
