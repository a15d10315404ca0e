// Takes the README's screenshots from real runs: `npm run screenshots`. Needs a build, git and Chromium.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { chromium } from 'playwright-core';
import { sampleFleet } from '../../dist/simulator/sample-fleet.js';
import { startSimulator } from '../../dist/simulator/server.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const images = join(root, '.github/images');

const simulator = await startSimulator({ state: sampleFleet(new Date()) });
const folder = mkdtempSync(join(tmpdir(), 'callctl-screenshots-'));
try {
  makePullRequest();
  await moveLive();
  await takeScreenshots();
} finally {
  rmSync(folder, { recursive: true, force: true });
  await simulator.close();
}

/** Puts the sample fleet into its own repository. */
function makePullRequest() {
  cpSync(join(root, 'settings'), join(folder, 'settings'), { recursive: true });
  git('init', '-q', '-b', 'main');
  commit('Start');
}

/** Applies main, then changes two numbers by hand, and edits a file on a branch. */
async function moveLive() {
  await callctl('apply', '--yes', '--allow-risky', '--max-changed', '100%');
  simulator.edit('106540352242924', (calling) => Object.assign(calling, { call_icon_visibility: 'DISABLE_ALL' }));
  simulator.edit('106540352242922', (calling) => Object.assign(calling, { callback_permission_status: 'DISABLED' }));
  git('checkout', '-qb', 'change');
  const file = 'settings/reservations-new-york.yaml';
  const text = readFileSync(join(folder, file), 'utf8');
  const changed = text
    .replace(
      '{ day_of_week: MONDAY, open_time: "1000", close_time: "2200" }',
      '{ day_of_week: MONDAY, open_time: "1000", close_time: "1500" }\n      - { day_of_week: MONDAY, open_time: "1700", close_time: "2330" }',
    )
    .replace(
      '{ day_of_week: SUNDAY, open_time: "1200", close_time: "2000" }',
      '{ day_of_week: SUNDAY, open_time: "1100", close_time: "2100" }',
    );
  if (changed === text) throw new Error(`${file} does not contain the hours that the screenshots change`);
  writeFileSync(join(folder, file), changed);
  commit('Open longer');
}

async function takeScreenshots() {
  await callctl(
    'plan',
    '--base',
    'main',
    '--only',
    '*york*',
    '--only',
    '*berlin',
    '--format',
    'markdown',
    '--output',
    'comment.md',
  );
  await callctl('plan', '--base', 'main', '--format', 'html', '--output', 'report.html');
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    const comment = pageOf(readFileSync(join(folder, 'comment.md'), 'utf8'));
    writeFileSync(join(folder, 'comment.html'), comment);
    await screenshot(browser, 'comment', 1000, async (page) => openFold(page, 'Reservations, New York'));
    await screenshot(browser, 'report', 1180, async (page) => openFold(page, 'Reservations, New York'));
  } finally {
    await browser.close();
  }
}

async function screenshot(browser, name, width, prepare) {
  const page = await browser.newPage({ viewport: { width, height: 1600 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
  await prepare(page);
  await page.screenshot({ path: join(images, `${name}.png`), fullPage: true });
  await page.close();
}

async function openFold(page, text) {
  await page.locator('details > summary', { hasText: text }).first().click();
}

/** Renders the comment roughly as GitHub shows it. */
function pageOf(markdown) {
  const body = micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  // GitHub turns a quote that begins with [!WARNING] into an alert.
  const alerts = body.replaceAll(
    /<blockquote>\s*<p>\[!WARNING\]\s*/g,
    '<blockquote class="warning"><p><b class="title">Warning</b><br>',
  );
  return `<!doctype html><meta charset="utf-8"><style>
    body { font: 14px/1.5 system-ui, sans-serif; color: #1f2328; margin: 0; padding: 24px; background: #fff }
    .comment { border: 1px solid #d1d9e0; border-radius: 6px; padding: 16px }
    table { border-collapse: collapse; margin: 0 0 16px } th, td { border: 1px solid #d1d9e0; padding: 6px 13px; text-align: left }
    tr:nth-child(2n) td { background: #f6f8fa } details { margin: 0 0 16px } summary { cursor: default }
    code { font: 12px ui-monospace, monospace; background: #eff1f3; padding: 2px 5px; border-radius: 6px }
    pre { background: #f6f8fa; padding: 16px; border-radius: 6px; overflow: auto } pre code { background: none; padding: 0 }
    blockquote { margin: 0 0 16px; padding: 0 16px; border-left: 4px solid #d1d9e0 }
    .warning { border-color: #9a6700 } .title { color: #9a6700 }
  </style><div class="comment">${alerts}</div>`;
}

async function callctl(...args) {
  // Not spawnSync, because the simulator in this process has to answer while callctl runs.
  const env = { ...process.env, WHATSAPP_TOKEN: 'any', WHATSAPP_GRAPH_URL: simulator.url };
  const child = spawn(process.execPath, [join(root, 'dist/main.js'), ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0 && code !== 4) throw new Error(`callctl ${args[0]} ended with ${code}`);
}

function git(...args) {
  execFileSync('git', ['-C', folder, '-c', 'user.name=callctl', '-c', 'user.email=callctl@example.com', ...args]);
}

function commit(subject) {
  git('add', '-A', 'settings');
  git('commit', '-qm', subject);
}
