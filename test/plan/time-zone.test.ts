import { describe, expect, it } from 'vitest';
import { canonicalTimeZone, createTodayIn, isTimeZoneAlias } from '../../src/plan/time-zone.ts';

describe('today', () => {
  const todayIn = createTodayIn();

  it.each([
    ['Pacific/Kiritimati', '2026-11-22T09:59:59Z', '2026-11-22'],
    ['Pacific/Kiritimati', '2026-11-22T10:00:00Z', '2026-11-23'],
    ['Pacific/Pago_Pago', '2026-11-22T10:59:59Z', '2026-11-21'],
    ['Pacific/Pago_Pago', '2026-11-22T11:00:00Z', '2026-11-22'],
    ['America/Sao_Paulo', '2027-01-01T02:59:59Z', '2026-12-31'],
    ['America/Sao_Paulo', '2027-01-01T03:00:00Z', '2027-01-01'],
    ['Europe/Berlin', '2027-03-28T22:00:00Z', '2027-03-29'],
    ['Asia/Kolkata', '2028-02-28T18:30:00Z', '2028-02-29'],
    ['Asia/Calcutta', '2026-11-22T18:29:59Z', '2026-11-22'],
    ['Mars/Olympus', '2026-11-22T23:59:59Z', '2026-11-22'],
    ['Asia/Calcutta', '2026-11-22T18:30:00Z', '2026-11-23'],
    [undefined, '2026-11-23T00:00:00Z', '2026-11-23'],
  ])('in %s at %s is %s', (timeZone, now, today) => {
    expect(todayIn(timeZone, new Date(now))).toBe(today);
  });
});

describe('a clock that moves on', () => {
  it('is asked again each minute, for each zone by itself', () => {
    const todayIn = createTodayIn();
    const days = ['2026-11-22T23:59:59Z', '2026-11-23T00:00:00Z', '2026-11-23T00:00:59Z', '2026-11-22T23:59:00Z'];
    const seen = days.map((now) => [todayIn('UTC', new Date(now)), todayIn('Asia/Tokyo', new Date(now))]);
    expect(seen).toEqual([
      ['2026-11-22', '2026-11-23'],
      ['2026-11-23', '2026-11-23'],
      ['2026-11-23', '2026-11-23'],
      ['2026-11-22', '2026-11-23'],
    ]);
  });

  it('asks for a date once a minute, because formatting one takes long', () => {
    let made = 0;
    class Counted extends Intl.DateTimeFormat {
      override formatToParts(date?: Date) {
        made += 1;
        return super.formatToParts(date);
      }
    }
    const real = Intl.DateTimeFormat;
    Intl.DateTimeFormat = Counted as typeof Intl.DateTimeFormat;
    try {
      const todayIn = createTodayIn();
      for (const second of [0, 20, 59, 60]) todayIn('Europe/Berlin', new Date(Date.UTC(2026, 10, 22, 12, 0, second)));
      expect(made).toBe(2);
    } finally {
      Intl.DateTimeFormat = real;
    }
  });

  it('names years before 1000 with four digits', () => {
    expect(createTodayIn()('UTC', new Date('0987-03-01T12:00:00Z'))).toBe('0987-03-01');
  });
});

describe('time zone names', () => {
  it.each([
    ['Asia/Kolkata', 'Asia/Kolkata', false],
    ['Asia/Calcutta', 'Asia/Kolkata', true],
    ['Europe/Kiev', 'Europe/Kyiv', true],
    ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires', true],
    ['europe/berlin', undefined, false],
    ['Mars/Olympus', undefined, false],
    ['constructor', undefined, false],
    ['Etc/Unknown', undefined, false],
    ['', undefined, false],
  ])('%s is %s today', (name, canonical, isAlias) => {
    expect(canonicalTimeZone(name)).toBe(canonical);
    expect(isTimeZoneAlias(name)).toBe(isAlias);
  });
});
