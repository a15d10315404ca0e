/** Counts the requests of a rolling hour for each account (Meta docs: per app and account; one app is enough here). */
export interface Usage {
  /** Counts one request, and gives the figures for the answer's headers. */
  readonly count: (wabaId: string, now: Date) => { readonly percent: number; readonly regainMinutes: number };
}

/** Counts against a quota. Without one (Infinity) nothing is counted, and the headers show 1 %. */
export function createUsage(quota: number): Usage {
  const accounts = new Map<string, Map<number, number>>();
  return {
    count: (wabaId, now) => {
      if (quota === Number.POSITIVE_INFINITY) return { percent: 1, regainMinutes: 0 };
      const minutes = accounts.get(wabaId) ?? new Map<number, number>();
      accounts.set(wabaId, minutes);
      const minute = Math.floor(now.getTime() / 60_000);
      for (const past of minutes.keys()) if (past <= minute - 60) minutes.delete(past);
      const used = [...minutes.values()].reduce((sum, count) => sum + count, 0) + 1;
      const percent = Math.ceil((100 * used) / quota);
      // Assumed: a refused request does not count; otherwise a client that retries would never succeed again.
      if (used <= quota) minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
      const oldest = Math.min(minute, ...minutes.keys());
      return { percent, regainMinutes: used <= quota ? 0 : oldest + 60 - minute };
    },
  };
}

/** The two usage headers, in percent and minutes (Meta's rate limit page; shapes from its OpenAPI file). */
export function usageHeaders(wabaId: string | null, percent: number, regainMinutes: number): Record<string, string> {
  const usage = { call_count: percent, total_cputime: 1, total_time: 1 };
  const headers: Record<string, string> = { 'X-App-Usage': JSON.stringify(usage) };
  if (wabaId === null) return headers;
  const account = { type: 'whatsapp_business_management', ...usage, estimated_time_to_regain_access: regainMinutes };
  headers['X-Business-Use-Case-Usage'] = JSON.stringify({ [wabaId]: [account] });
  return headers;
}
