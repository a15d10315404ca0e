import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// callctl lies in the repository that this action is of. An earlier step of the job may have built it.
const root = fileURLToPath(new URL('../../..', import.meta.url));

// What npm may need. Everything else, the tokens above all, is kept from what runs while installing and building.
const passed =
  /^(PATH|HOME|TMPDIR|TEMP|LANG|CI|RUNNER_.*|NODE_EXTRA_CA_CERTS|SSL_CERT_.*|npm_config_.*|https?_proxy|no_proxy)$/i;

if (!existsSync(join(root, 'dist/main.js'))) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => passed.test(name)));
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, env, stdio: 'inherit' });
  if (error) console.log(`::error title=callctl::npm cannot be run: ${error.message}`);
  process.exitCode = status ?? 1;
}
