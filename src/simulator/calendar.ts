/** The days of the week as Meta names them. */
export const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

/** The moment so many days after another. */
export function daysAfter(now: Date, days: number): Date {
  return new Date(now.getTime() + days * 24 * 60 * 60 * 1000);
}

/** The date of a moment in UTC, YYYY-MM-DD. */
export function isoDate(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** Graph writes moments as whole seconds since 1970. */
export function unixSeconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}
