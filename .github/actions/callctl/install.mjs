import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// callctl is in the same repository as this action. An earlier step of the job may have built it already.
const root = fileURLToPath(new URL('../../..', import.meta.url));

// Only what npm may need: install and build scripts must not see anything else, above all the tokens.
const passed =
  /^(PATH|HOME|TMPDIR|TEMP|LANG|CI|RUNNER_.*|NODE_EXTRA_CA_CERTS|SSL_CERT_.*|npm_config_.*|https?_proxy|no_proxy)$/i;

if (!existsSync(join(root, 'dist/main.js'))) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => passed.test(name)));
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, env, stdio: 'inherit' });
  if (error) console.log(`::error title=callctl::cannot run npm: ${error.message}`);
  process.exitCode = status ?? 1;
}
