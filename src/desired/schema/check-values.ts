import type { Problem } from '../../generated/schema-types.ts';
import { isNull, joinPath, type ListNode, type Node, type ScalarNode } from '../yaml/node.ts';
import { type ProblemText, problemAt } from '../yaml/problem.ts';
import { nearestValue } from './nearest-name.ts';
import type { Found, SchemaError } from './schema-error.ts';
import { kindOf } from './value-kinds.ts';
import { enumOf, expectedBy, labelOf, quote, show, typeOf } from './wording.ts';

/** Says in plain words what is wrong with a value. */
export function explainValue(found: Found, error: SchemaError): Problem[] {
  if (error.keyword === 'uniqueItems' && found.node.kind === 'list') return explainDuplicates(found.path, found.node);
  const text = (explanations[error.keyword] ?? explainWrongType)(found, error);
  return text ? [problemAt(found.node, found.path, text)] : [];
}

type Explain = (found: Found, error: SchemaError) => ProblemText | undefined;

type Schema = SchemaError['parentSchema'];

const explainWrongType: Explain = ({ node, path }, { parentSchema }) => {
  const type = typeOf(parentSchema);
  const expected = expectedBy(parentSchema);
  const label = labelOf(path);
  if (isNull(node)) return { code: 'wrong_type', message: `${label} has no value`, expected, hint: 'give it a value' };
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

function hintOfType(node: Node, schema: Schema): string | null {
  if (node.kind !== 'scalar') return null;
  const type = typeOf(schema);
  if (type === 'array') return `write [${node.written}]`;
  const map = kindOf(schema).asMap?.(node);
  if (map !== undefined) return `write ${map}`;
  const [, digits] = /^(\d+)%?$/.exec(String(node.value)) ?? [];
  return type === 'integer' && digits !== undefined ? `write ${digits}` : null;
}

/** YAML read a number or a boolean where text belongs; `written` still has every digit. */
function explainUnquoted(label: string, node: ScalarNode, schema: Schema): ProblemText {
  const kind = kindOf(schema);
  const text = kind.fix?.(node.written, []) ?? node.written;
  return {
    code: (kind.message && kind.code) ?? 'not_quoted',
    message:
      kind.message?.(label, show(node)) ??
      `${label} is ${node.written} without quotes, which YAML reads as a ${typeof node.value}`,
    expected: expectedBy(schema),
    hint: matchesPattern(text, schema) ? `write ${quote(text)}` : (kind.hint?.(text) ?? null),
  };
}

function matchesPattern(text: string, schema: Schema): boolean {
  return schema?.pattern === undefined || new RegExp(schema.pattern, 'u').test(text);
}

const explainEnum: Explain = ({ node, path }, { parentSchema }) => {
  const label = labelOf(path);
  const values = enumOf(parentSchema);
  const expected = expectedBy(parentSchema);
  if (node.kind !== 'scalar') return { code: 'wrong_type', message: `${label} is ${show(node)}`, expected };
  if (node.value === null)
    return { code: 'wrong_type', message: `${label} has no value`, expected, hint: 'give it a value' };
  if (node.value === 'NOT_SET') {
    const hint = 'leave the setting out to leave it unmanaged';
    return {
      code: 'not_set',
      message: `${label} cannot be NOT_SET: Meta reports that value but does not accept it`,
      expected,
      hint,
    };
  }
  const kind = kindOf(parentSchema);
  const text = String(node.value);
  const meant = (kind.fix ?? nearestValue)(text, values);
  return {
    code: kind.code ?? 'unknown_value',
    message: kind.message?.(label, show(node)) ?? `${label} cannot be ${show(node)}`,
    expected,
    hint: meant === undefined ? (kind.hint?.(text) ?? null) : `write ${meant}`,
  };
};

const explainPattern: Explain = ({ node, path }, { parentSchema }) => {
  const kind = kindOf(parentSchema);
  const label = labelOf(path);
  const text = node.kind === 'scalar' ? String(node.value) : '';
  const meant = kind.fix?.(text, []);
  const isFixed = meant !== undefined && matchesPattern(meant, parentSchema);
  return {
    code: kind.code ?? 'bad_text',
    message: kind.message?.(label, show(node)) ?? `${label} cannot be ${show(node)}`,
    expected: expectedBy(parentSchema),
    hint: isFixed ? `write ${quote(meant)}` : (kind.hint?.(text) ?? null),
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
        hint: 'write a value, or remove the key if it is optional',
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

const explainCount: Explain = ({ node, path }, { parentSchema, params, keyword }) => {
  const label = labelOf(path);
  const kind = kindOf(parentSchema);
  const count = node.kind === 'list' ? node.items.length : 0;
  if (keyword === 'minItems') {
    const hint = kind.hintOfEmpty ?? null;
    return { code: 'empty_list', message: `${label} is empty`, expected: 'at least one entry', hint };
  }
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
    hint: 'add an entry, or remove it',
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
