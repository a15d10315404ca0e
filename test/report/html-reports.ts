import type { Change, NumberReport, Report } from '../../src/generated/schema-types.ts';
import { christmas, hours, monday, newYear, pastHoliday, planOf, tuesday } from '../plan/builders.ts';
import { aProblem, aReport } from './builders.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';

/** A report of these numbers, as a plan would be. */
export function reportOf(numbers: NumberReport[], more: Partial<Report> = {}): Report {
  return aReport(numbers, { command: 'plan', ...more });
}

/** A drifted number with some of everything: risky and protected changes, a week, holidays of each state. */
export function drifted(
  id = '106540352242922',
  name = 'Support, São Paulo',
  account: string | null = null,
): NumberReport {
  const sources = new Map([['call_icon_visibility', { file: 'settings/support.yaml', line: 7 }]]);
  const noon = { ...monday, open_time: '1000', close_time: '1600' };
  return planOf(
    {
      status: 'ENABLED',
      call_icon_visibility: 'DEFAULT',
      audio: { additional_codecs: ['PCMA'] },
      call_hours: hours({
        weekly_operating_hours: [monday, tuesday, { ...monday, day_of_week: 'SATURDAY' }],
        holiday_schedule: [pastHoliday, christmas, newYear, { ...christmas, date: '2026-12-24' }],
      }),
    },
    {
      status: 'ENABLED',
      call_icon_visibility: 'DISABLE_ALL',
      audio: { additional_codecs: [] },
      call_hours: {
        weekly_operating_hours: [
          { ...monday, open_time: '0800', close_time: '1200' },
          { ...monday, open_time: '1300' },
          tuesday,
          { ...noon, day_of_week: 'THURSDAY' },
          { ...noon, day_of_week: 'SUNDAY' },
        ],
        holiday_schedule: [
          christmas,
          { ...newYear, start_time: '1000', end_time: '1400' },
          { ...newYear, date: '2027-01-06' },
        ],
      },
    },
    { more: { phoneNumberId: id, name, account, sources, protect: ['audio'] } },
  );
}

export function inSync(id = '106540352242923', name = 'Sales, Berlin', account: string | null = null): NumberReport {
  const call_hours = hours({
    weekly_operating_hours: ['MONDAY', 'TUESDAY', 'WEDNESDAY'].map((day_of_week) => ({ ...monday, day_of_week })),
    holiday_schedule: [christmas],
  });
  return planOf({ call_hours }, { call_hours } as never, { more: { phoneNumberId: id, name, account } });
}

export function failed(id = '106540352242924', name = 'Hotline, Mumbai', account: string | null = null): NumberReport {
  return planOf({}, { sip: { status: 'ENABLED' } }, { more: { phoneNumberId: id, name, account } });
}

/** Three numbers with different outcomes, in two accounts. */
export function smallReport(more: Partial<Report> = {}): Report {
  return reportOf([failed(undefined, undefined, 'india'), drifted(undefined, undefined, 'brazil'), inSync()], more);
}

/** As in a pull request: compared with a base, where some of the changes are drift. */
export function reviewReport(): Report {
  const number = drifted(undefined, undefined, 'brazil');
  const origins: Change['origin'][] = ['drift', 'edit', 'edit', 'drift', null];
  const changes = number.changes.map((change, index) => ({ ...change, origin: origins[index % 5] ?? null }));
  const gone = { phone_number_id: '106540352242999', name: 'Old desk', account: null, file: 'settings/old.yaml' };
  return smallReport({
    numbers: [failed(), { ...number, changes }, inSync()],
    base: { ref: 'origin/main', commit, no_longer_managed: [gone] },
    problems: [
      aProblem,
      { ...aProblem, severity: 'warning', code: 'holidays_end', path: '', hint: null, expected: null },
    ],
  });
}

/** As many numbers as a large fleet has: one in five drifted, one in a hundred failed. */
export function largeReport(many: number): Report {
  const numberOf = (index: number) => {
    const [id, account] = [String(300_000_000_000_000 + index), `account-${index % 4}`];
    if (index % 100 === 0) return failed(id, `Failing ${index}`, account);
    return index % 5 === 0 ? drifted(id, `Branch ${index}`, account) : inSync(id, `Branch ${index}`, account);
  };
  return reportOf(Array.from({ length: many }, (_, index) => numberOf(index)));
}
