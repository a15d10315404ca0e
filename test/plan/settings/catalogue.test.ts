import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { catalogue, rows } from '../../../src/plan/settings/catalogue.ts';

const root = new URL('../../..', import.meta.url).pathname;
const project = mkdtempSync(join(tmpdir(), 'callctl-catalogue-'));
for (const name of ['src', 'package.json', 'tsconfig.json'])
  cpSync(join(root, name), join(project, name), { recursive: true });
symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
afterAll(() => rmSync(project, { recursive: true }));

function compile(): { status: number | null; output: string } {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '--noEmit', '-p', project], {
    cwd: project,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

it('does not compile without a row for a setting that the schema has', () => {
  expect(compile()).toEqual({ status: 0, output: '' });
  const types = join(project, 'src/generated/schema-types.ts');
  const text = readFileSync(types, 'utf8');
  const head = 'export interface Calling {\n';
  expect(text).toContain(head);
  writeFileSync(types, text.replace(head, `${head}  recording?: 'ENABLED' | 'DISABLED';\n`));
  const { status, output } = compile();
  expect(status).not.toBe(0);
  expect(output).toMatch(/^src\/plan\/settings\/catalogue\.ts.*'recording'/m);
}, 30_000);

it('lists its rows in the order of reports', () => {
  expect(rows.map(({ name }) => name)).toEqual(Object.keys(catalogue));
  expect(rows.map(({ name }) => name)).toEqual([
    'status',
    'call_icon_visibility',
    'call_icons',
    'call_hours',
    'callback_permission_status',
    'sip',
    'srtp_key_exchange_protocol',
    'audio',
    'voicemail',
  ]);
});
