import { expect, it } from 'vitest';
import { loadFiles, renderProblem } from '../support.ts';

const on = 'phone_number_id: "1"\ncalling: { status: ENABLED }\n';

it.each([
  ['Latin-1', Buffer.from('name: S\xe3o Paulo\n', 'latin1')],
  ['UTF-16', Buffer.from(`\ufeff${on}`, 'utf16le')],
])('refuses %s text', async (_, bytes) => {
  const { problems, numbers } = await loadFiles({ 'a.yaml': bytes });
  expect(problems.map(renderProblem)).toEqual([
    'a.yaml:1:1 error not_utf8 — the file is not UTF-8 text — save it as UTF-8',
  ]);
  expect(numbers).toEqual([]);
});

it('takes a file of 1 MB and refuses a larger one', async () => {
  const fill = (size: number) => `${on}#${'x'.repeat(size - on.length - 1)}`;
  const { problems, numbers } = await loadFiles({ 'a.yaml': fill(1_048_576), 'b.yaml': fill(1_048_577) });
  expect(numbers.map(({ file }) => file)).toEqual(['a.yaml']);
  expect(problems.map(renderProblem)).toEqual([
    'b.yaml:1:1 error too_large — the file has 1048577 bytes — a settings file describes one number; share settings through a partial',
  ]);
});
