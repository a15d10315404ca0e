import type { SchemaError } from './schema-error.ts';

/** A kind of text that the schema describes by a pattern. */
export interface Format {
  /** Code of the problem that a text of another form is. */
  readonly code: string;
  readonly expected: string;
  /** The text that was probably meant. */
  readonly mend: (text: string) => string | undefined;
  /** What to do where that is not clear. */
  readonly hint: (text: string) => string | undefined;
  /** Says what is wrong without the value, where that may be a secret. */
  readonly message?: (label: string) => string;
}

/** The format a schema's pattern stands for. */
export function formatOf(schema: SchemaError['parentSchema']): Format | undefined {
  return formats[schema?.pattern];
}

const time: Format = {
  code: 'bad_time',
  expected: 'four digits in quotes, hours and minutes, from "0000" to "2359"',
  mend: mendTime,
  hint: () => undefined,
};

const date: Format = {
  code: 'bad_date',
  expected: 'a date as YYYY-MM-DD',
  mend: mendDate,
  hint: () => undefined,
};

const id: Format = {
  code: 'bad_id',
  expected: 'an id of up to 20 digits, the first of them not 0, in quotes',
  mend: () => undefined,
  hint: hintOfId,
};

const hostname: Format = {
  code: 'bad_hostname',
  expected: 'a host name',
  mend: (text) => /^(?:[a-z]+:\/\/|sips?:)([A-Za-z0-9.-]+)/.exec(text)?.[1],
  hint: hintOfHostname,
};

const notBlank: Format = {
  code: 'empty_text',
  expected: 'a text that is not blank',
  mend: () => undefined,
  hint: () => 'write a name, or remove it',
};

const accountName: Format = {
  code: 'bad_account',
  expected: 'letters, digits, - and _, beginning with a letter or digit',
  mend: () => undefined,
  hint: () => undefined,
};

const graphVersion: Format = {
  code: 'bad_version',
  expected: 'a version of the Graph API, such as v25.0',
  mend: mendVersion,
  hint: () => undefined,
};

const variable: Format = {
  code: 'bad_variable',
  expected: 'the name of an environment variable: capitals, digits and _, no digit first',
  mend: mendVariable,
  hint: () => undefined,
  message: (label) => `${label} is not the name of an environment variable`,
};

/** Every pattern of the schemas. */
export const formats: Readonly<Record<string, Format | undefined>> = {
  '^([01][0-9]|2[0-3])[0-5][0-9]$': time,
  '^[0-9]{4}-[0-9]{2}-[0-9]{2}$': date,
  '^[1-9][0-9]{0,19}$': id,
  '^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?([.][A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)$':
    hostname,
  '[^\\s]': notBlank,
  '^[A-Za-z0-9][A-Za-z0-9_-]*$': accountName,
  '^v[0-9]{1,3}\\.[0-9]{1,2}$': graphVersion,
  '^[A-Z_][A-Z0-9_]{0,99}$': variable,
};

/** 9, 900, 09:00, 9:00 and 09:00:00 are nine o'clock; 2400 is the end of the day, which Meta writes 2359. */
function mendTime(text: string): string | undefined {
  const match = /^(\d{1,2})[:.h]?(\d{2})?(?::00)?$/.exec(text.trim());
  if (!match) return undefined;
  const hours = Number(match[1]);
  const minutes = Number(match[2] ?? '00');
  if (hours === 24 && minutes === 0) return '2359';
  if (hours > 23 || minutes > 59) return undefined;
  return `${pad(hours)}${pad(minutes)}`;
}

function mendDate(text: string): string | undefined {
  const yearFirst = /^(\d{4})[-./]?(\d{1,2})[-./]?(\d{1,2})(?:[T ].*)?$/.exec(text.trim());
  if (yearFirst) return `${yearFirst[1]}-${pad(Number(yearFirst[2]))}-${pad(Number(yearFirst[3]))}`;
  // Day first is certain only with points between: 25.12.2026.
  const dayFirst = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text.trim());
  return dayFirst ? `${dayFirst[3]}-${pad(Number(dayFirst[2]))}-${pad(Number(dayFirst[1]))}` : undefined;
}

function hintOfId(text: string): string {
  if (/^\+|[\s()-]/.test(text)) {
    return 'use the id that the app dashboard shows under WhatsApp > API Setup, not the telephone number';
  }
  if (/^0\d*$/.test(text)) return "none of Meta's ids begins with 0: copy this one again from where Meta shows it";
  return 'write its digits, all of them, in quotes';
}

function hintOfHostname(text: string): string {
  const [, name, port] = /^([^:/]+):(\d+)$/.exec(text) ?? [];
  if (name !== undefined) return `write hostname: ${name} and port: ${port}`;
  if (/[\s:/@[\]]/.test(text)) return 'write the host name alone';
  return 'between its dots a host name has 1 to 63 letters, digits and hyphens, no hyphen first or last';
}

function mendVersion(text: string): string | undefined {
  const match = /^v?(\d{1,3})(?:\.(\d{1,2}))?$/i.exec(text.trim());
  return match ? `v${match[1]}.${match[2] ?? '0'}` : undefined;
}

/** A reference to a variable, or words like those of a name. Anything else may be a secret and is no base for a guess. */
function mendVariable(text: string): string | undefined {
  if (/^[a-z]+([_-][a-z]+)+$/i.test(text)) return text.toUpperCase().replaceAll('-', '_');
  return variableReferredTo(text);
}

/** Whether a text can name an environment variable, as variables are named by custom. */
export function isVariable(text: string): boolean {
  return /^[A-Z_][A-Z0-9_]{0,99}$/.test(text);
}

/** The variable in $NAME, ${NAME}, env.NAME and ${{ secrets.NAME }}. */
export function variableReferredTo(text: string): string | undefined {
  return /^(?:\$|\$\{|(?:\$\{\{\s*)?(?:secrets|vars|env)\.)([A-Z_][A-Z0-9_]*)(?:\}|\s*\}\})?$/.exec(text)?.[1];
}

function pad(part: number): string {
  return String(part).padStart(2, '0');
}
