/** Headers of an answer, with lower-case names. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

interface Usage {
  readonly call_count?: unknown;
  readonly total_cputime?: unknown;
  readonly total_time?: unknown;
  readonly estimated_time_to_regain_access?: unknown;
}

/**
 * Returns the share of Meta's limit that is used, in percent; 0 if the headers do not say. X-App-Usage has one set of
 * counts, X-Business-Use-Case-Usage a list of them for each account (Graph API rate limits).
 */
export function usageOf(headers: Headers): number {
  return Math.max(mostOf(parseHeader(headers['x-app-usage'])), ...businessUsages(headers).map(mostOf));
}

function mostOf({ call_count, total_cputime, total_time }: Usage): number {
  return Math.max(0, toNumber(call_count), toNumber(total_cputime), toNumber(total_time));
}

/** Returns the minutes until the account may go on, as its usage header estimates; 0 if it does not say. */
export function regainMinutesOf(headers: Headers): number {
  return Math.max(0, ...businessUsages(headers).map((usage) => toNumber(usage.estimated_time_to_regain_access)));
}

export function singleHeader(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function businessUsages(headers: Headers): Usage[] {
  return Object.values(parseHeader(headers['x-business-use-case-usage']))
    .flat()
    .filter((usage): usage is Usage => typeof usage === 'object' && usage !== null);
}

function parseHeader(header: string | string[] | undefined): Usage {
  const text = singleHeader(header);
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function toNumber(value: unknown): number {
  const number = Number(value ?? 0);
  return Number.isFinite(number) ? number : 0;
}
