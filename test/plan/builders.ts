import type { Calling, NumberReport } from '../../src/generated/schema-types.ts';
import type { DesiredNumber, Source } from '../../src/plan/desired-number.ts';
import type { JsonObject } from '../../src/plan/json.ts';
import { buildNumberPlan } from '../../src/plan/plan.ts';
import { createTodayIn } from '../../src/plan/time-zone.ts';

export const now = new Date('2026-11-22T12:00:00Z');
export const todayIn = createTodayIn();
export const moment = { now, todayIn };

export function aNumber(calling: Calling, more: Partial<DesiredNumber> = {}): DesiredNumber {
  return {
    phoneNumberId: '106540352242922',
    name: 'Support',
    account: null,
    file: 'settings/support.yaml',
    protect: [],
    calling,
    sources: new Map<string, Source>(),
    ...more,
  };
}

interface Case {
  readonly appId?: string | null;
  readonly now?: Date;
  readonly more?: Partial<DesiredNumber>;
  readonly judges?: 'write' | 'drift';
}

export function planOf(live: unknown, desired: Calling, more: Case = {}): NumberReport {
  return buildNumberPlan({
    live: live as JsonObject,
    desired: aNumber(desired, more.more),
    now: more.now ?? now,
    todayIn,
    appId: more.appId ?? null,
    judges: more.judges ?? 'write',
    digest: (text) => `sha256:${text}`,
  });
}

/** Changes in one line each. */
export function changeTexts(plan: NumberReport): string[] {
  return plan.changes.map(
    ({ path, before, after }) => `${path}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`,
  );
}

export const monday = { day_of_week: 'MONDAY', open_time: '0900', close_time: '1800' } as const;
export const tuesday = { day_of_week: 'TUESDAY', open_time: '0900', close_time: '1800' } as const;
export const christmas = { date: '2026-12-25', start_time: '0000', end_time: '2359' } as const;
export const newYear = { date: '2027-01-01', start_time: '0000', end_time: '2359' } as const;
export const pastHoliday = { date: '2026-09-07', start_time: '0000', end_time: '2359' } as const;

/** Call hours as live has them. */
export function hours(more: Record<string, unknown> = {}) {
  return { status: 'ENABLED', timezone_id: 'Europe/Berlin', weekly_operating_hours: [monday], ...more };
}
