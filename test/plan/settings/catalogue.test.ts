import { expect, it } from 'vitest';
import { catalogue, rows } from '../../../src/plan/settings/catalogue.ts';
import { copyProject } from '../../planted-project.ts';

const { compile, plant } = copyProject();

it('does not compile without a row for a setting that the schema has', () => {
  expect(compile()).toEqual({ status: 0, output: '' });
  const head = 'export interface Calling {\n';
  plant('src/generated/schema-types.ts', head, `${head}  recording?: 'ENABLED' | 'DISABLED';\n`);
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
