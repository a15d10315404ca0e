import { describe, expect, it } from 'vitest';
import type { Calling } from '../../src/generated/schema-types.ts';
import type { JsonObject } from '../../src/plan/json.ts';
import { buildNumberDiff } from '../../src/plan/number-diff.ts';
import { addOrigins } from '../../src/plan/origin.ts';
import {
  aNumber,
  changeTexts,
  christmas,
  hours,
  moment,
  monday,
  newYear,
  pastHoliday,
  planOf,
  tuesday,
} from './builders.ts';

const unknown = { unknown: 'settings is a file in the base' };
type Base = Calling | null | typeof unknown;

const asBase = (base: Base) => (base === null || 'unknown' in base ? base : aNumber(base));

function originsOf(live: unknown, base: Base, desired: Calling) {
  const plan = planOf(live, desired);
  const settled = addOrigins(plan, live as JsonObject, aNumber(desired), asBase(base), { ...moment, appId: null });
  return {
    origins: Object.fromEntries(settled.changes.map(({ path, origin }) => [path, origin])),
    notes: settled.notes.filter(({ code }) => !plan.notes.some((note) => note.code === code)),
  };
}

const callHours = (more: Record<string, unknown> = {}) => ({ call_hours: hours(more) }) as Calling;
const mondays = 'call_hours.weekly_operating_hours[MONDAY]';

describe('the origin of a change', () => {
  it.each<{ title: string; live: unknown; base: Base; desired: Calling; origins: object }>([
    {
      title: 'is an edit where the files ask for another value',
      live: { status: 'DISABLED' },
      base: { status: 'DISABLED' },
      desired: { status: 'ENABLED' },
      origins: { status: 'edit' },
    },
    {
      title: 'is drift where the files stood still',
      live: { status: 'DISABLED' },
      base: { status: 'ENABLED' },
      desired: { status: 'ENABLED' },
      origins: { status: 'drift' },
    },
    {
      title: 'is an edit where the number has no file in the base',
      live: { status: 'DISABLED' },
      base: null,
      desired: { status: 'ENABLED' },
      origins: { status: 'edit' },
    },
    {
      title: 'is an edit where the base states nothing of it',
      live: {},
      base: { status: 'ENABLED' },
      desired: { status: 'ENABLED', srtp_key_exchange_protocol: 'SDES' },
      origins: { status: 'drift', srtp_key_exchange_protocol: 'edit' },
    },
    {
      title: 'is decided for each day and member of a setting',
      live: { call_hours: hours({ timezone_id: 'UTC', weekly_operating_hours: [monday] }) },
      base: callHours(),
      desired: callHours({ weekly_operating_hours: [{ ...monday, open_time: '0800' }] }),
      origins: { [mondays]: 'edit', 'call_hours.timezone_id': 'drift' },
    },
    {
      title: 'is drift for an entry that only live has, where the file stated the list before',
      live: { call_hours: hours({ weekly_operating_hours: [monday, tuesday] }) },
      base: callHours(),
      desired: callHours(),
      origins: { 'call_hours.weekly_operating_hours[TUESDAY]': 'drift' },
    },
    {
      title: 'is an edit for every entry of a list that the base left unmanaged',
      live: { call_hours: hours({ holiday_schedule: [christmas, newYear] }) },
      base: callHours(),
      desired: callHours({ holiday_schedule: [] }),
      origins: {
        'call_hours.holiday_schedule[2026-12-25]': 'edit',
        'call_hours.holiday_schedule[2027-01-01]': 'edit',
      },
    },
    {
      title: 'is an edit for a holiday that the file let go, and not for one that expired meanwhile',
      live: { call_hours: hours({ holiday_schedule: [christmas, newYear] }) },
      base: callHours({ holiday_schedule: [christmas, newYear, pastHoliday] }),
      desired: callHours({ holiday_schedule: [newYear] }),
      origins: { 'call_hours.holiday_schedule[2026-12-25]': 'edit' },
    },
    {
      title: 'is drift where the files say the same in other words',
      live: { call_hours: hours({ timezone_id: 'Europe/Paris' }) },
      base: callHours({ timezone_id: 'Asia/Calcutta' }),
      desired: callHours({ timezone_id: 'Asia/Kolkata' }),
      origins: { 'call_hours.timezone_id': 'drift' },
    },
    {
      title: 'is not known where the base does not show what it states',
      live: { status: 'DISABLED' },
      base: unknown,
      desired: { status: 'ENABLED' },
      origins: { status: null },
    },
  ])('$title', ({ live, base, desired, origins }) => {
    expect(originsOf(live, base, desired).origins).toEqual(origins);
  });

  it('of an unknown base is explained', () => {
    const { notes } = originsOf({ status: 'DISABLED' }, unknown, { status: 'ENABLED' });
    expect(notes.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'base_unreadable: settings is a file in the base, so edits and drift cannot be distinguished',
    ]);
  });

  it('of an edit says that live had moved before it', () => {
    const { notes } = originsOf(
      { status: 'NOT_SET', call_icon_visibility: 'DEFAULT' },
      { status: 'ENABLED', call_icon_visibility: 'DEFAULT' },
      { status: 'DISABLED', call_icon_visibility: 'DISABLE_ALL' },
    );
    expect(notes.map(({ code, path }) => [code, path])).toEqual([['moved_before_edit', 'status']]);
  });

  it('is an edit for what this revision no longer protects', () => {
    const desired = aNumber({ status: 'ENABLED', call_icon_visibility: 'DEFAULT' });
    const live = { status: 'DISABLED', call_icon_visibility: 'DISABLE_ALL' };
    const input = { ...moment, appId: null };
    const base = { ...desired, protect: ['status' as const] };
    const { changes, notes } = addOrigins(planOf(live, desired.calling), live, desired, base, input);
    expect(changes.map(({ path, origin }) => [path, origin])).toEqual([
      ['status', 'edit'],
      ['call_icon_visibility', 'drift'],
    ]);
    expect(notes.map(({ code }) => code)).toEqual(['moved_before_edit', 'protect_changed']);
  });

  it('comes with what the files state no more', () => {
    const base: Calling = { status: 'ENABLED', sip: { status: 'DISABLED' }, ...callHours({ holiday_schedule: [] }) };
    const { notes } = originsOf({ status: 'ENABLED' }, base, { status: 'ENABLED', ...callHours() });
    expect(notes.filter(({ code }) => code === 'no_longer_managed').map(({ path }) => path)).toEqual([
      'call_hours.holiday_schedule',
      'sip',
    ]);
  });
});

describe('the offline diff of a number', () => {
  it('reads from the base to this revision, each change an edit', () => {
    const base = callHours({ weekly_operating_hours: [monday, tuesday] });
    const diff = buildNumberDiff(asBase(base), aNumber({ ...callHours(), status: 'ENABLED' }), moment);
    expect(changeTexts(diff)).toEqual([
      'status: null -> "ENABLED"',
      'call_hours.weekly_operating_hours[TUESDAY]: [{"open_time":"0900","close_time":"1800"}] -> null',
    ]);
    expect(diff).toMatchObject({ outcome: 'drifted', requests: [], error: null, live_fingerprint: null });
    expect(diff.changes.every(({ origin }) => origin === 'edit')).toBe(true);
    expect(diff.call_hours?.before?.weekly_operating_hours).toHaveLength(2);
    expect(diff.call_hours?.after?.weekly_operating_hours).toHaveLength(1);
  });

  it('is empty where the files say the same in other words', () => {
    const base = callHours({ timezone_id: 'Asia/Calcutta', weekly_operating_hours: [tuesday, monday] });
    const desired = callHours({ timezone_id: 'Asia/Kolkata', weekly_operating_hours: [monday, tuesday] });
    expect(buildNumberDiff(asBase(base), aNumber(desired), moment)).toMatchObject({
      outcome: 'in_sync',
      changes: [],
      notes: [],
    });
  });

  it('shows a default that is newly stated, and an empty list', () => {
    const desired = { srtp_key_exchange_protocol: 'DTLS', ...callHours({ holiday_schedule: [] }) } as Calling;
    expect(changeTexts(buildNumberDiff(asBase(callHours()), aNumber(desired), moment))).toEqual([
      'call_hours.holiday_schedule: null -> []',
      'srtp_key_exchange_protocol: null -> "DTLS"',
    ]);
  });

  it('shows a newly stated list as new, and no risk that only live could show', () => {
    const desired: Calling = { call_icons: { restrict_to_user_countries: ['BR'] } };
    const diff = buildNumberDiff(asBase({ status: 'ENABLED' }), aNumber({ status: 'ENABLED', ...desired }), moment);
    expect(diff.changes).toMatchObject([{ action: 'add', before: null, after: ['BR'], risk: null }]);
  });

  it('says that a setting became protected, or no longer is, and that the account changed', () => {
    const calling: Calling = { status: 'ENABLED', audio: { additional_codecs: ['PCMA'] } };
    const base = aNumber(calling, { protect: ['audio'], account: 'brazil' });
    const diff = buildNumberDiff(base, aNumber(calling, { protect: ['status'], account: 'spain' }), moment);
    expect(diff).toMatchObject({ outcome: 'drifted', changes: [] });
    expect(diff.notes.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'account_changed: the account was brazil and is spain',
      'protect_changed: audio is no longer protected: callctl writes it from now on',
      'protect_changed: status is now protected: callctl reports it and no longer writes it',
    ]);
  });

  it('of a new number shows all that it states, and of a setting no longer stated that it stays as it is', () => {
    expect(changeTexts(buildNumberDiff(null, aNumber({ status: 'ENABLED' }), moment))).toEqual([
      'status: null -> "ENABLED"',
    ]);
    const diff = buildNumberDiff(asBase({ status: 'ENABLED', ...callHours() }), aNumber({ status: 'ENABLED' }), moment);
    expect(diff).toMatchObject({ outcome: 'drifted', changes: [], notes: [{ code: 'no_longer_managed' }] });
  });

  it('says why the base is unknown, and that every setting is shown as added', () => {
    const diff = buildNumberDiff(unknown, aNumber({ status: 'ENABLED' }), moment);
    const message = 'settings is a file in the base, so every stated setting is shown as added';
    expect(diff).toMatchObject({ outcome: 'drifted', notes: [{ code: 'base_unreadable', message }] });
    expect(changeTexts(diff)).toEqual(['status: null -> "ENABLED"']);
  });

  it('shows of the week what each revision states, and nothing of what it leaves out', () => {
    const part = { call_hours: { status: 'ENABLED' } } as Calling;
    const whole = callHours({ holiday_schedule: [christmas] });
    const left = buildNumberDiff(asBase(whole), aNumber(part), moment).call_hours;
    expect(left?.before?.weekly_operating_hours).toHaveLength(1);
    expect(left?.after).toEqual({
      calling_status: null,
      status: 'ENABLED',
      timezone_id: null,
      weekly_operating_hours: null,
      holiday_schedule: null,
    });
    expect(buildNumberDiff(asBase(part), aNumber(whole), moment).call_hours?.before?.holiday_schedule).toBeNull();
  });
});
