import type { Problem } from '../../generated/schema-types.ts';
import { isNull, joinPath, type ListNode, type Node, type ScalarNode } from '../yaml/node.ts';
import { type ProblemText, problemAt } from '../yaml/problem.ts';
import { formatOf, isVariable } from './formats.ts';
import { nearestName } from './nearest-name.ts';
import type { Found, SchemaError } from './schema-error.ts';
import { enumOf, expectedBy, labelOf, quote, show, typeOf } from './wording.ts';

/** What is wrong with a value, in words for people. */
export function explainValue(found: Found, error: SchemaError): Problem[] {
  if (error.keyword === 'uniqueItems' && found.node.kind === 'list') return explainDuplicates(found.path, found.node);
  const text = (explanations[error.keyword] ?? explainWrongType)(found, error);
  return text ? [problemAt(found.node, found.path, text)] : [];
}

type Explain = (found: Found, error: SchemaError) => ProblemText | undefined;

const explainWrongType: Explain = ({ node, path }, { parentSchema }) => {
  const type = typeOf(parentSchema);
  const expected = expectedBy(parentSchema);
  const label = labelOf(path);
  if (isNull(node)) return { code: 'wrong_type', message: `${label} has no value`, expected, hint: 'give it one' };
  if (node.kind === 'scalar' && type === 'string') return explainUnquoted(label, node, parentSchema);
  if (node.kind === 'scalar' && type === 'integer' && /^\d+$/.test(String(node.value))) {
    return {
      code: 'quoted_number',
      message: `${label} is the text ${show(node)}`,
      expected,
      hint: `write ${node.value} without quotes`,
    };
  }
  return { code: 'wrong_type', message: `${label} is ${show(node)}`, expected, hint: hintOfType(node, parentSchema) };
};

function hintOfType(node: Node, schema: SchemaError['parentSchema']): string | null {
  if (node.kind !== 'scalar') return null;
  const type = typeOf(schema);
  if (type === 'array') return `write [${node.written}]`;
  // Where an account belongs, the name of its variable alone; a token there is told as such.
  if (schema?.properties?.token_env && isVariable(node.written)) return `write { token_env: ${node.written} }`;
  const [, digits, percent] = /^(\d+)(%?)$/.exec(String(node.value)) ?? [];
  if (digits === undefined) return null;
  if (type === 'integer') return `write ${digits}`;
  // As --max-changed takes it.
  return schema?.properties?.percent ? `write { ${percent ? 'percent' : 'count'}: ${digits} }` : null;
}

/** YAML read a number or a boolean where a text belongs; the digits are still there in what the file says. */
function explainUnquoted(label: string, node: ScalarNode, schema: SchemaError['parentSchema']): ProblemText {
  const format = formatOf(schema);
  const text = format?.mend(node.written) ?? node.written;
  const isFit = schema?.pattern === undefined || new RegExp(schema.pattern).test(text);
  return {
    code: format?.message ? format.code : 'not_quoted',
    message:
      format?.message?.(label) ??
      `${label} is ${node.written} without quotes, which YAML reads as a ${typeof node.value}`,
    expected: expectedBy(schema),
    hint: isFit ? `write ${quote(text)}` : (format?.hint(text) ?? null),
  };
}

const explainEnum: Explain = ({ node, path }, { parentSchema }) => {
  const label = labelOf(path);
  const values = enumOf(parentSchema);
  const expected = expectedBy(parentSchema);
  if (node.kind !== 'scalar') return { code: 'wrong_type', message: `${label} is ${show(node)}`, expected };
  if (node.value === null)
    return { code: 'wrong_type', message: `${label} has no value`, expected, hint: 'give it one' };
  if (node.value === 'NOT_SET') {
    const hint = 'leave the setting out to leave it unmanaged';
    return { code: 'not_set', message: `${label} cannot be NOT_SET: Meta only ever reports that`, expected, hint };
  }
  const isCountry = values.includes('BR');
  const meant = isCountry ? meantCountry(String(node.value), values) : meantValue(String(node.value), values);
  return {
    code: isCountry ? 'unknown_country' : 'unknown_value',
    message: isCountry ? `${show(node)} is no country` : `${label} cannot be ${show(node)}`,
    expected,
    hint: meant === undefined ? hintOfCodec(node.value, values) : `write ${meant}`,
  };
};

function hintOfCodec(written: ScalarNode['value'], values: readonly string[]): string | null {
  const isOpus = values.includes('PCMA') && /^opus$/i.test(String(written).trim());
  return isOpus ? 'Opus is always on: remove it' : null;
}

/** Codes in use that are not ISO 3166-1. */
const countryCodes: Readonly<Record<string, string>> = { UK: 'GB', EL: 'GR', EN: 'GB' };

function meantCountry(written: string, values: readonly string[]): string | undefined {
  const code = written.trim().toUpperCase();
  return values.includes(code) ? code : countryCodes[code];
}

const yes = new Set(['TRUE', 'ON', 'YES', 'ENABLE', 'ACTIVE']);
const no = new Set(['FALSE', 'OFF', 'NO', 'DISABLE', 'INACTIVE']);

function meantValue(written: string, values: readonly string[]): string | undefined {
  const text = written.trim().toUpperCase();
  // Of a switch's two values the first is the one that is on.
  const isSwitch = values.includes('ENABLED') || values.includes('DISABLE_ALL');
  if (isSwitch && yes.has(text)) return values[0];
  if (isSwitch && no.has(text)) return values[1];
  const byStart = text.length >= 2 ? values.filter((value) => value.startsWith(text)) : [];
  return byStart.length === 1 ? byStart[0] : nearestName(text, values);
}

const explainPattern: Explain = ({ node, path }, { parentSchema }) => {
  const format = formatOf(parentSchema);
  const text = node.kind === 'scalar' ? String(node.value) : '';
  const guess = format?.mend(text);
  const mended = guess !== undefined && new RegExp(parentSchema?.pattern, 'u').test(guess) ? guess : undefined;
  return {
    code: format?.code ?? 'bad_text',
    message: format?.message?.(labelOf(path)) ?? `${labelOf(path)} cannot be ${show(node)}`,
    expected: expectedBy(parentSchema),
    hint: mended === undefined ? (format?.hint(text) ?? null) : `write ${quote(mended)}`,
  };
};

const explainLength: Explain = ({ node, path }, { parentSchema, params, keyword }) => {
  const length = node.kind === 'scalar' ? [...String(node.value)].length : 0;
  const label = labelOf(path);
  return keyword === 'minLength'
    ? {
        code: 'empty_text',
        message: `${label} is empty`,
        expected: expectedBy(parentSchema),
        hint: 'state it, or remove the key where it is optional',
      }
    : {
        code: 'too_long',
        message: `${label} has ${length} characters`,
        expected: `at most ${params.limit} characters`,
        hint: `shorten it by ${length - params.limit}`,
      };
};

const explainRange: Explain = ({ node, path }, { parentSchema }) => ({
  code: 'out_of_range',
  message: `${labelOf(path)} is ${show(node)}`,
  expected: expectedBy(parentSchema),
});

const explainCount: Explain = ({ node, path }, { params, keyword }) => {
  const label = labelOf(path);
  const count = node.kind === 'list' ? node.items.length : 0;
  if (keyword === 'minItems') {
    const hint = 'list the days, or state call_hours.status: DISABLED to be open around the clock';
    return { code: 'empty_list', message: `${label} is empty`, expected: 'at least one entry', hint };
  }
  // Fifteen weekly windows are three on some day, and that is told at the third.
  if (label === 'weekly_operating_hours') return undefined;
  return {
    code: 'too_many_items',
    message: `${label} has ${count} entries`,
    expected: `at most ${params.limit}`,
    hint: `remove ${count - params.limit} of them`,
  };
};

const explainEmptyMap: Explain = ({ path }, { parentSchema }) => {
  const keys = Object.keys(parentSchema?.properties ?? {});
  return {
    code: 'empty_map',
    message: `${labelOf(path)} is empty`,
    expected: keys.length === 0 ? 'at least one entry' : `at least one of ${keys.join(', ')}`,
    hint: 'state what belongs there, or remove it',
  };
};

const explanations: Readonly<Record<string, Explain>> = {
  type: explainWrongType,
  enum: explainEnum,
  pattern: explainPattern,
  minLength: explainLength,
  maxLength: explainLength,
  minimum: explainRange,
  maximum: explainRange,
  minItems: explainCount,
  maxItems: explainCount,
  minProperties: explainEmptyMap,
};

/** Ajv names one pair; people want every entry that is there twice. */
function explainDuplicates(path: string, list: ListNode): Problem[] {
  const seen = new Set<string>();
  return list.items.flatMap((item, index) => {
    const key = item.kind === 'scalar' ? String(item.value) : '';
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const text = {
      code: 'duplicate_item',
      message: `${key} is listed twice`,
      expected: 'each entry once',
      hint: 'remove one of the two',
    };
    return [problemAt(item, joinPath(path, index), text)];
  });
}
