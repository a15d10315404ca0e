import { expect, it } from 'vitest';
import { copyProject } from './planted-project.ts';

const { compile, plant } = copyProject();

it('does not compile with a mistyped flag', () => {
  expect(compile()).toEqual({ status: 0, output: '' });
  plant('src/cli.ts', "'--allow-risky'", "'--alow-risky'");
  const { status, output } = compile();
  expect(status).not.toBe(0);
  expect(output).toMatch(/^src\/cli\.ts.*'allowRisky' is missing/m);
}, 30_000);
