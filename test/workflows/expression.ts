/** The values of names in `${{ }}`, by the name of the context: `github`, `inputs`, `steps`… */
export type Contexts = Readonly<Record<string, unknown>>;

/** The status of the job so far, which `success()` and the like read. */
export interface Status {
  readonly failed: boolean;
}

const functions: Readonly<Record<string, (status: Status, args: readonly unknown[]) => unknown>> = {
  always: () => true,
  cancelled: () => false,
  success: ({ failed }) => !failed,
  failure: ({ failed }) => failed,
  format: (_, [template, ...values]) => toText(template).replace(/\{(\d)\}/g, (_match, at) => toText(values[at])),
};

/**
 * Evaluates an expression of GitHub Actions: literals, names, `! && || == !=`, brackets, and the functions that the
 * workflows of this repository use.
 *
 * @throws Error for an unknown context, and for any syntax or function that it does not support.
 */
function evaluate(expression: string, contexts: Contexts, status: Status): unknown {
  const tokens = expression.match(/'(?:[^']|'')*'|[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*|&&|\|\||==|!=|\S/g) ?? [];
  const take = () => tokens.shift() ?? '';
  const expect = (wanted: string) => {
    if (take() !== wanted) throw new Error(`${wanted} is missing in ${expression}`);
  };

  function or(): unknown {
    let value = and();
    while (tokens[0] === '||') {
      take();
      const right = and();
      value = value || right;
    }
    return value;
  }
  function and(): unknown {
    let value = equality();
    while (tokens[0] === '&&') {
      take();
      const right = equality();
      value = value && right;
    }
    return value;
  }
  function equality(): unknown {
    const left = unary();
    if (tokens[0] !== '==' && tokens[0] !== '!=') return left;
    const wanted = take() === '==';
    return (toText(left) === toText(unary())) === wanted;
  }
  function unary(): unknown {
    if (tokens[0] !== '!') return primary();
    take();
    return !unary();
  }
  function primary(): unknown {
    const token = take();
    if (token === '(') {
      const value = or();
      expect(')');
      return value;
    }
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (token === 'true' || token === 'false') return token === 'true';
    return tokens[0] === '(' ? call(token) : lookUp(token, contexts);
  }
  function call(name: string): unknown {
    const known = functions[name];
    if (!known) throw new Error(`${name}() is not supported here`);
    const args: unknown[] = [];
    expect('(');
    while (tokens[0] !== ')') {
      if (args.length > 0) expect(',');
      args.push(or());
    }
    expect(')');
    return known(status, args);
  }

  const value = or();
  if (tokens.length > 0) throw new Error(`unexpected ${tokens[0]} in ${expression}`);
  return value;
}

/** A missing member is empty, as on GitHub; a missing context is a mistake. */
function lookUp(path: string, contexts: Contexts): unknown {
  const [context = '', ...members] = path.split('.');
  if (!(context in contexts)) throw new Error(`the context ${context} of ${path} does not exist here`);
  return members.reduce<unknown>((value, name) => (value as Record<string, unknown> | null)?.[name], contexts[context]);
}

function toText(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}

/** Replaces every `${{ }}` of a text by its value. */
export function interpolate(template: unknown, contexts: Contexts, status: Status): string {
  return toText(template).replace(/\$\{\{(.*?)\}\}/gs, (_, expression) =>
    toText(evaluate(expression, contexts, status)),
  );
}

/** Returns whether a job or a step runs. A condition without one of the four status functions implies `success()`. */
export function shouldRun(condition: unknown, contexts: Contexts, status: Status): boolean {
  const expression = toText(condition ?? 'success()').replace(/^\s*\$\{\{|\}\}\s*$/g, '');
  const readsStatus = /\b(always|cancelled|success|failure)\(/.test(expression);
  return (readsStatus || !status.failed) && Boolean(evaluate(expression, contexts, status));
}
