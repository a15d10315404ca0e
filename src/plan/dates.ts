/** Dates of the calendar as YYYY-MM-DD, the form in which Meta and the settings files write them. */
export const datePattern = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text is a date that exists in the calendar. */
export function isDate(text: string): boolean {
  if (!datePattern.test(text)) return false;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** @param month From 1 to 12. */
export function daysInMonth(year: number, month: number): number {
  // Day 0 is the last day of the month before.
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The date `days` days after another. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}
