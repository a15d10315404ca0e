import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = new URL('..', import.meta.url).pathname;
const project = mkdtempSync(join(tmpdir(), 'callctl-layers-'));
cpSync(join(root, 'biome.json'), join(project, 'biome.json'));
afterAll(() => rmSync(project, { recursive: true }));

/** Lints one file under the project's own rules, as if it were part of the tree. */
function lint(file: string, text: string): { status: number | null; output: string } {
  const path = join(project, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const { status, stdout, stderr } = spawnSync(process.execPath, [biome, 'lint', '--vcs-enabled=false', path], {
    cwd: project,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

const use = (path: string) => `import { thing } from '${path}';\n\nexport const used = thing;\n`;

describe('the linter keeps the layers apart', () => {
  it.each([
    ['src/plan/planted.ts', '../live/client.ts'],
    ['src/plan/planted.ts', '../errors.ts'],
    ['src/plan/planted.ts', 'node:fs'],
    ['src/plan/planted.ts', 'undici'],
    ['src/plan/settings/planted.ts', '../../errors.ts'],
    ['src/plan/settings/planted.ts', 'node:fs/promises'],
    ['src/desired/planted.ts', '../live/client.ts'],
    ['src/desired/planted.ts', '../commands/plan.ts'],
    ['src/desired/schema/planted.ts', '../../live/client.ts'],
    ['src/live/planted.ts', '../report/text.ts'],
    ['src/live/planted.ts', '../apply/apply-number.ts'],
    ['src/apply/planted.ts', '../report/text.ts'],
    ['src/report/planted.ts', '../live/client.ts'],
    ['src/report/shared/planted.ts', '../../run/select.ts'],
    ['src/run/planted.ts', '../commands/plan.ts'],
    ['src/simulator/planted.ts', '../plan/plan.ts'],
    ['src/commands/planted.ts', '../cli.ts'],
  ])('%s may not import %s', (file, path) => {
    const { status, output } = lint(file, use(path));
    expect(output).toContain('noRestrictedImports');
    expect(status).toBe(1);
  });

  it.each([
    ['src/plan/planted.ts', './settings/catalogue.ts'],
    ['src/plan/settings/planted.ts', '../../generated/schema-types.ts'],
    ['src/desired/schema/planted.ts', '../yaml/node.ts'],
    ['src/desired/schema/planted.ts', '../../plan/plan.ts'],
    ['src/desired/files/planted.ts', 'node:fs/promises'],
    ['src/run/planted.ts', '../apply/apply-number.ts'],
    ['src/desired/planted.ts', '../plan/plan.ts'],
    ['src/commands/planted.ts', '../apply/apply-number.ts'],
    ['src/report/planted.ts', '../generated/schema-types.ts'],
  ])('%s may import %s', (file, path) => {
    expect(lint(file, use(path)).output).not.toContain('noRestrictedImports');
  });

  it('only main.ts reads the environment', () => {
    const text = 'export const token = process.env.WHATSAPP_TOKEN;\n';
    expect(lint('src/live/planted.ts', text).output).toContain('noProcessEnv');
    expect(lint('src/main.ts', text).output).not.toContain('noProcessEnv');
  });
});
