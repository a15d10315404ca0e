import type { ScalarNode } from '../yaml/node.ts';
import { nearestValue } from './nearest-name.ts';
import type { SchemaError } from './schema-error.ts';
import { isVariable, variableReferredTo } from './variable-names.ts';

/** How to explain a wrong value of one kind. The keyword `x-kind` of its schema names the kind. */
export interface ValueKind {
  readonly code?: string;
  readonly expected?: string;
  /** Replaces the usual message; where the value may be a secret, the message leaves it out. */
  readonly message?: (label: string, shown: string) => string;
  /** The value that the text probably means; one of `values` where the schema lists them. */
  readonly fix?: (text: string, values: readonly string[]) => string | undefined;
  /** What to do where no fix is known. */
  readonly hint?: (text: string) => string | undefined;
  /** The YAML map that a single value probably means. */
  readonly asMap?: (node: ScalarNode) => string | undefined;
  /** What to do about an empty list. */
  readonly hintOfEmpty?: string;
}

/** The kind that a schema names; an empty one where it names none. */
export function kindOf(schema: SchemaError['parentSchema']): ValueKind {
  return valueKinds[schema?.['x-kind']] ?? {};
}

/** Every `x-kind` of the schemas. */
export const valueKinds: Readonly<Record<string, ValueKind | undefined>> = {
  id: {
    code: 'bad_id',
    expected: 'an id in quotes: up to 20 digits, the first not 0',
    hint: hintOfId,
  },
  name: {
    code: 'empty_text',
    expected: 'a text that is not blank',
    hint: () => 'write a name, or remove it',
  },
  'account-name': {
    code: 'bad_account',
    expected: 'letters, digits, - and _, beginning with a letter or digit',
  },
  switch: { fix: fixSwitch },
  country: {
    code: 'unknown_country',
    expected: 'a two-letter country code of ISO 3166-1, in capitals',
    message: (_, shown) => `${shown} is not a country`,
    fix: fixCountry,
  },
  codec: { hint: (text) => (/^opus$/i.test(text.trim()) ? 'Opus is always on: remove it' : undefined) },
  week: {
    hintOfEmpty: 'list the days, or state call_hours.status: DISABLED to be open around the clock',
  },
  time: {
    code: 'bad_time',
    expected: 'four digits in quotes, hours and minutes, from "0000" to "2359"',
    fix: fixTime,
  },
  date: { code: 'bad_date', expected: 'a date as YYYY-MM-DD', fix: fixDate },
  hostname: { code: 'bad_hostname', expected: 'a host name', fix: hostnameOfUrl, hint: hintOfHostname },
  account: { asMap: ({ written }) => (isVariable(written) ? `{ token_env: ${written} }` : undefined) },
  variable: {
    code: 'bad_variable',
    expected: 'the name of an environment variable: capitals, digits and _, not a digit first',
    message: (label) => `${label} is not the name of an environment variable`,
    fix: fixVariable,
  },
  'graph-version': {
    code: 'bad_version',
    expected: 'a version of the Graph API, such as v25.0',
    fix: fixVersion,
  },
  limit: { asMap: limitAsMap },
};

function hintOfId(text: string): string {
  if (/^\+|[\s()-]/.test(text)) {
    return 'use the id that the app dashboard shows under WhatsApp > API Setup, not the telephone number';
  }
  if (/^0\d*$/.test(text)) return "Meta's ids never begin with 0: copy this one again";
  return 'write all of its digits, in quotes';
}

const on = new Set(['TRUE', 'ON', 'YES', 'ENABLE', 'ACTIVE']);
const off = new Set(['FALSE', 'OFF', 'NO', 'DISABLE', 'INACTIVE']);

/** The first value of a switch is the one that turns it on. */
function fixSwitch(text: string, values: readonly string[]): string | undefined {
  const word = text.trim().toUpperCase();
  if (on.has(word)) return values[0];
  return off.has(word) ? values[1] : nearestValue(text, values);
}

/** Common codes that are not in ISO 3166-1. */
const countryCodes: Readonly<Record<string, string>> = { UK: 'GB', EL: 'GR', EN: 'GB' };

function fixCountry(text: string, values: readonly string[]): string | undefined {
  const code = text.trim().toUpperCase();
  return values.includes(code) ? code : countryCodes[code];
}

/** 9, 900, 09:00, 9:00 and 09:00:00 mean nine o'clock; 2400 means the end of the day, which Meta writes as 2359. */
function fixTime(text: string): string | undefined {
  const match = /^(\d{1,2})[:.h]?(\d{2})?(?::00)?$/.exec(text.trim());
  if (!match) return undefined;
  const hours = Number(match[1]);
  const minutes = Number(match[2] ?? '00');
  if (hours === 24 && minutes === 0) return '2359';
  if (hours > 23 || minutes > 59) return undefined;
  return `${pad(hours)}${pad(minutes)}`;
}

function fixDate(text: string): string | undefined {
  const yearFirst = /^(\d{4})[-./]?(\d{1,2})[-./]?(\d{1,2})(?:[T ].*)?$/.exec(text.trim());
  if (yearFirst) return `${yearFirst[1]}-${pad(Number(yearFirst[2]))}-${pad(Number(yearFirst[3]))}`;
  // Only points make it certain that the day comes first: 25.12.2026.
  const dayFirst = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text.trim());
  return dayFirst ? `${dayFirst[3]}-${pad(Number(dayFirst[2]))}-${pad(Number(dayFirst[1]))}` : undefined;
}

function pad(part: number): string {
  return String(part).padStart(2, '0');
}

function hostnameOfUrl(text: string): string | undefined {
  return /^(?:[a-z]+:\/\/|sips?:)([A-Za-z0-9.-]+)/.exec(text)?.[1];
}

function hintOfHostname(text: string): string {
  const [, name, port] = /^([^:/]+):(\d+)$/.exec(text) ?? [];
  if (name !== undefined) return `write hostname: ${name} and port: ${port}`;
  if (/[\s:/@[\]]/.test(text)) return 'write the host name alone';
  return 'each part between dots has 1 to 63 letters, digits and hyphens, and no hyphen first or last';
}

/** The name in a reference to a variable, or in words that look like one. Anything else may be a secret, so no guess is shown. */
function fixVariable(text: string): string | undefined {
  if (/^[a-z]+([_-][a-z]+)+$/i.test(text)) return text.toUpperCase().replaceAll('-', '_');
  return variableReferredTo(text);
}

function fixVersion(text: string): string | undefined {
  const match = /^v?(\d{1,3})(?:\.(\d{1,2}))?$/i.exec(text.trim());
  return match ? `v${match[1]}.${match[2] ?? '0'}` : undefined;
}

/** A count or a percentage, in the form that --max-changed accepts. */
function limitAsMap({ value }: ScalarNode): string | undefined {
  const [, digits, percent] = /^(\d+)(%?)$/.exec(String(value)) ?? [];
  return digits === undefined ? undefined : `{ ${percent ? 'percent' : 'count'}: ${digits} }`;
}
