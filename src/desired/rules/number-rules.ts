import type { Problem } from '../../generated/schema-types.ts';
import { addDays, isDate } from '../../plan/dates.ts';
import { maxHolidays } from '../../plan/settings/windows.ts';
import type { TodayIn } from '../../plan/time-zone.ts';
import { itemsAt, type ListNode, type MapNode, type Node, nodeAt, textAt } from '../yaml/node.ts';
import { problemAt } from '../yaml/problem.ts';
import { lineOf, type SourceFile } from '../yaml/source-file.ts';

/** The merged settings of a number. */
interface MergedNumber {
  readonly root: MapNode;
  /** The settings file of the number: a problem of two values is reported at the one in this file. */
  readonly source: SourceFile;
  /** Ordered by date. */
  readonly holidays: readonly Holiday[];
  readonly now: Date;
  /** Today in the number's time zone, as YYYY-MM-DD. A function, because computing it is slow. */
  readonly today: () => string;
}

interface Holiday {
  readonly node: Node;
  readonly date: string;
}

/** A rule about the merged settings of a number. A member that no file states is not an error, because live may have it. */
type NumberRule = (number: MergedNumber) => Problem[];

/** The moment at which holidays are checked. */
interface Moment {
  readonly now: Date;
  readonly todayIn: TodayIn;
}

/** Checks the rules about merged settings. */
export function checkNumberRules(root: MapNode, source: SourceFile, { now, todayIn }: Moment): Problem[] {
  const today = () => todayIn(textAt(root, 'calling', 'call_hours', 'timezone_id'), now);
  const number: MergedNumber = { root, source, now, today, holidays: readHolidays(root) };
  return numberRules.flatMap((rule) => rule(number));
}

const holidayPath = 'calling.call_hours.holiday_schedule';
const daysToWarn = 60;

const holidaysFit: NumberRule = ({ holidays, today: todayOf }) => {
  if (holidays.length <= maxHolidays) return [];
  const today = todayOf();
  const unexpired = holidays.filter(({ date }) => date >= today);
  const first = unexpired[maxHolidays];
  if (!first) return [];
  return [
    problemAt(first.node, holidayPath, {
      code: 'too_many_holidays',
      message: `${unexpired.length} holidays are still to come, and this is number ${maxHolidays + 1}`,
      expected: `at most ${maxHolidays} entries from today (${today}) on`,
      hint: 'leave the last ones out until the first are past',
    }),
  ];
};

const holidaysLast: NumberRule = ({ holidays, now, today: todayOf }) => {
  const last = holidays.at(-1);
  // In every time zone, today is at most tomorrow in UTC.
  if (!last || last.date >= addDays(now.toISOString().slice(0, 10), daysToWarn + 1)) return [];
  const today = todayOf();
  if (last.date >= addDays(today, daysToWarn)) return [];
  const isExpired = last.date < today;
  return [
    problemAt(last.node, holidayPath, {
      severity: 'warning',
      code: isExpired ? 'holidays_expired' : 'holidays_end_soon',
      message: isExpired ? `every holiday is past; the last was ${last.date}` : `${last.date} is the last holiday`,
      expected: `holidays for at least the next ${daysToWarn} days`,
      hint: 'add the coming ones',
    }),
  ];
};

const sipHasServer: NumberRule = ({ root }) => {
  const servers = emptyListAt(root, 'calling', 'sip', 'servers');
  if (!servers || textAt(root, 'calling', 'sip', 'status') !== 'ENABLED') return [];
  return [
    problemAt(servers, 'calling.sip.servers', {
      code: 'sip_without_server',
      message: 'SIP is ENABLED with no server',
      expected: 'one server',
      hint: 'state the server, or leave servers out to keep the one that is live',
    }),
  ];
};

const voicemailHasTrigger: NumberRule = ({ root }) => {
  const triggers = emptyListAt(root, 'calling', 'voicemail', 'triggers');
  if (!triggers || textAt(root, 'calling', 'voicemail', 'status') !== 'ENABLED') return [];
  return [
    problemAt(triggers, 'calling.voicemail.triggers', {
      code: 'voicemail_without_trigger',
      message: 'voicemail is ENABLED with no trigger',
      expected: 'REJECT, TIMEOUT or both',
      hint: 'state a trigger, or leave triggers out to keep those that are live',
    }),
  ];
};

const sipNeedsCalling: NumberRule = (number) => {
  const sip = switchAt(number.root, 'ENABLED', 'calling.sip.status');
  const calling = switchAt(number.root, 'DISABLED', 'calling.status');
  if (!sip || !calling) return [];
  return [
    problemOfTwo(number, sip, calling, {
      severity: 'warning',
      code: 'sip_while_calling_disabled',
      message: 'SIP is ENABLED while calling is DISABLED, so no call reaches the server',
    }),
  ];
};

const voicemailBesideHours: NumberRule = (number) => {
  const voicemail = switchAt(number.root, 'ENABLED', 'calling.voicemail.status');
  const hours = switchAt(number.root, 'ENABLED', 'calling.call_hours.status');
  if (!voicemail || !hours) return [];
  return [
    problemOfTwo(number, voicemail, hours, {
      severity: 'warning',
      code: 'voicemail_beside_call_hours',
      message: 'voicemail and call hours are both ENABLED',
      hint: 'Meta advises turning call hours off with voicemail',
    }),
  ];
};

const numberRules: readonly NumberRule[] = [
  holidaysFit,
  holidaysLast,
  sipHasServer,
  voicemailHasTrigger,
  sipNeedsCalling,
  voicemailBesideHours,
];

function readHolidays(root: MapNode): Holiday[] {
  return itemsAt(root, ...holidayPath.split('.')).flatMap((node) => {
    const date = textAt(node, 'date') ?? '';
    return isDate(date) ? [{ node, date }] : [];
  });
}

function emptyListAt(root: MapNode, ...keys: readonly string[]): ListNode | undefined {
  const list = nodeAt(root, ...keys);
  return list?.kind === 'list' && list.items.length === 0 ? list : undefined;
}

function switchAt(root: MapNode, value: string, path: string): { node: Node; path: string } | undefined {
  const node = nodeAt(root, ...path.split('.'));
  return node && textAt(node) === value ? { node, path } : undefined;
}

type Switch = NonNullable<ReturnType<typeof switchAt>>;

/** Reports two conflicting values at the first, or at the second if only that one is in the settings file. */
function problemOfTwo(
  number: MergedNumber,
  first: Switch,
  second: Switch,
  text: Parameters<typeof problemAt>[2],
): Problem {
  const inFile = [first, second].find(({ node }) => node.source === number.source);
  const { node, path } = inFile ?? first;
  const other = node === first.node ? second : first;
  const message = `${text.message} (${other.path} is stated in ${other.node.source.name}:${lineOf(other.node)})`;
  return problemAt(node, path, { ...text, message });
}
