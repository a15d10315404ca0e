import { spawn, spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import { formats } from '../../src/report/formats.ts';
import { answerJson, type Script, serve } from '../live/scripted-server.ts';
import { callctl, folderWith, root, settingsFile, token } from './callctl.ts';

const settingsOf = (response: ServerResponse, calling: object) => answerJson(response, 200, { calling });
const off = { 'settings/a.yaml': settingsFile('1', 'DISABLED') };

describe('what live answers', () => {
  it('nested very deeply fails that number, and the others are applied', async () => {
    const server = await serve(({ url }, response) => {
      if (url.includes('/2/')) return settingsOf(response, { status: 'ENABLED' });
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`{"calling":{"call_hours":{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}}}`);
    });
    const cwd = folderWith({ 'settings/a.yaml': settingsFile('1'), 'settings/b.yaml': settingsFile('2') });
    const { status, stdout, stderr } = await callctl(['plan'], { cwd, graphUrl: server.url });
    expect({ status, stderr }).toEqual({ status: 4, stderr: '' });
    expect(stdout).toContain('1 in sync, 1 failed');
  });

  it('puts no control character into JSON output', async () => {
    const server = await serve((_request, response) => settingsOf(response, { status: 'a\u009b31mX\u202eevil' }));
    const { stdout } = await callctl(['plan', '--format', 'json'], { cwd: folderWith(off), graphUrl: server.url });
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    expect((JSON.parse(stdout) as Report).numbers[0]?.changes[0]?.before).toBe('a\u009b31mX\u202eevil');
  });

  it('cannot make callctl print or write a secret in any spelling', async () => {
    const odd = 'ab"cd\\ef12345';
    const secret = 'app-secret-0123456789';
    const server = await serve(({ url }, response) => settingsOf(response, { status: `${odd} ${url}` }));
    const cwd = folderWith(off);
    const env = { WHATSAPP_TOKEN: odd, WHATSAPP_APP_SECRET: secret };
    for (const args of [['plan'], ['plan', '--format', 'json'], ['plan', '--format', 'json', '--output', 'out.json']]) {
      const { stdout } = await callctl(args, { cwd, graphUrl: server.url, env });
      const printed = stdout || readFileSync(join(cwd, 'out.json'), 'utf8');
      const [proof] = /appsecret_proof=\w+/.exec(server.seen[0]?.url ?? '') ?? [];
      expect(proof?.length).toBe('appsecret_proof='.length + 64);
      expect(printed).toContain('appsecret_proof=[secret]');
      expect(printed).not.toContain(proof);
      expect(printed).not.toContain('cd\\');
    }
  });

  it('cannot make callctl print a part of a secret by having it cut, in any format', async () => {
    const bearer = 'wa-bearer-zyxwvutsrqponmlkjihgfedcba';
    // Reports cut after 200, 300 and 1,000 characters.
    const paddings: Record<string, number> = { 1: 0, 2: 150, 3: 185, 4: 250, 5: 285, 6: 985 };
    const server = await serve(({ url }, response) => {
      const padding = paddings[/\/(\d)\/settings/.exec(url)?.[1] ?? ''] ?? 0;
      settingsOf(response, { status: `${'x'.repeat(padding)}${bearer}${bearer}${bearer}` });
    });
    const cwd = folderWith(
      Object.fromEntries(Object.keys(paddings).map((id) => [`settings/${id}.yaml`, settingsFile(id)])),
    );
    for (const format of formats) {
      const options = { cwd, graphUrl: server.url, env: { WHATSAPP_TOKEN: bearer } };
      const { stdout } = await callctl(['plan', '--format', format], options);
      expect(stdout, format).toContain('[secret]');
      expect(stdout, format).not.toContain(bearer.slice(0, 12));
    }
  });
});

describe('a token pasted into a settings file', () => {
  it('is masked where messages cut the value or the key', async () => {
    const bearer = 'wa-bearer-zyxwvutsrqponmlkjihgfedcba';
    const value = `${'x'.repeat(60)}${bearer}`;
    const text = `phone_number_id: "1"\ncalling:\n  status: ${value}\n  ${'y'.repeat(25)}${bearer}: 1\n`;
    const cwd = folderWith({
      'settings/a.yaml': text,
      'settings/callctl.yaml': `accounts:\n  ${'z'.repeat(25)}${bearer}: {}\n`,
    });
    for (const format of formats) {
      const { status, stdout } = await callctl(['validate', '--format', format], {
        cwd,
        env: { WHATSAPP_TOKEN: bearer },
      });
      expect({ format, status }).toEqual({ format, status: 3 });
      expect(stdout, format).toContain('[secret]');
      expect(stdout, format).not.toContain(bearer.slice(0, 12));
    }
  });
});

describe('--output', () => {
  const answer: Script = ({ method }, response) =>
    method === 'POST' ? answerJson(response, 200, { success: true }) : settingsOf(response, { status: 'ENABLED' });

  it.each(['no/such/folder/x.json', '.'])('%s is refused before the prompt and before any request', async (output) => {
    const server = await serve(answer);
    const { status, stderr } = await callctl(['apply', '--yes', '--allow-risky', '--output', output], {
      cwd: folderWith(off),
      graphUrl: server.url,
    });
    expect(status).toBe(1);
    expect(stderr).toContain(`cannot write ${output}`);
    expect(server.seen).toEqual([]);
  });

  it('writes through a symbolic link and into a pipe, and leaves both what they are', async () => {
    const server = await serve(answer);
    const cwd = folderWith({ ...off, 'real.txt': 'old' });
    symlinkSync('real.txt', join(cwd, 'link.txt'));
    await callctl(['plan', '--output', 'link.txt'], { cwd, graphUrl: server.url });
    expect(lstatSync(join(cwd, 'link.txt')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(cwd, 'real.txt'), 'utf8')).toContain('Plan: 1 number');
    spawnSync('mkfifo', [join(cwd, 'pipe')]);
    const reader = spawn('cat', [join(cwd, 'pipe')], { stdio: ['ignore', 'pipe', 'ignore'] });
    let piped = '';
    reader.stdout.setEncoding('utf8').on('data', (text) => {
      piped += text;
    });
    const ended = new Promise((resolve) => reader.once('close', resolve));
    await callctl(['plan', '--output', 'pipe'], { cwd, graphUrl: server.url });
    await ended;
    expect(piped).toContain('Plan: 1 number');
    expect(lstatSync(join(cwd, 'pipe')).isFIFO()).toBe(true);
  });
});

describe('empty arguments and odd folders', () => {
  it.each([[''], ['--settings', ''], ['--only', ''], ['--output', '']])('plan %j is wrong usage', async (...args) => {
    const server = await serve((_request, response) => settingsOf(response, {}));
    const { status, stdout } = await callctl(['plan', ...args], { cwd: folderWith(off), graphUrl: server.url });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(server.seen).toEqual([]);
  });

  it('the parent folder of settings/ selects what is in settings/', async () => {
    const server = await serve((_request, response) => settingsOf(response, { status: 'DISABLED' }));
    const cwd = folderWith({ ...off, 'archive/old.yaml': settingsFile('9', 'DISABLED') });
    mkdirSync(join(cwd, 'empty'));
    const { stdout } = await callctl(['plan', '.'], { cwd, graphUrl: server.url });
    expect(stdout).toContain('1 number: 1 in sync');
  });

  it.each([
    ['--only', 'x'.repeat(70_000)],
    ['--now', '2026-02-31T00:00:00Z'],
  ])('%s with nonsense is wrong usage', async (...args) => {
    const { status, stderr } = await callctl(['plan', ...args], {
      cwd: folderWith(off),
      graphUrl: 'http://127.0.0.1:1',
    });
    expect(status).toBe(1);
    expect(stderr).not.toContain('bug');
  });

  it('an empty WHATSAPP_GRAPH_URL counts as none', async () => {
    const { stderr } = await callctl(['plan'], { env: { WHATSAPP_GRAPH_URL: '', WHATSAPP_TOKEN: '' } });
    expect(stderr).toContain('WHATSAPP_TOKEN is not set');
  });

  it('simulate refuses a log that it cannot write', async () => {
    const { status, stderr } = await callctl(['simulate', '--port', '0', '--log', '/no/such/folder/x']);
    expect(status).toBe(1);
    expect(stderr).toContain('cannot write /no/such/folder/x');
  });
});

describe('an interrupted apply', () => {
  /** Applies two numbers one after the other. The first POST is slow, and the signal arrives during it. */
  async function interruptApply(signals: number) {
    const posts: string[] = [];
    const server = await serve(({ method, url }, response) => {
      const id = /\/(\d+)\/settings/.exec(url)?.[1] ?? '';
      if (method !== 'POST') return settingsOf(response, { status: posts.includes(id) ? 'DISABLED' : 'ENABLED' });
      posts.push(id);
      for (let sent = 0; sent < signals; sent += 1) setTimeout(() => child.kill('SIGINT'), 50 + 100 * sent);
      setTimeout(() => answerJson(response, 200, { success: true }), 600);
    });
    const cwd = folderWith({ ...off, 'settings/b.yaml': settingsFile('2', 'DISABLED') });
    const child = spawn(
      process.execPath,
      [join(root, 'dist/main.js'), 'apply', '--yes', '--allow-risky', '--concurrency', '1'],
      {
        cwd,
        env: { PATH: process.env.PATH ?? '', WHATSAPP_TOKEN: token, WHATSAPP_GRAPH_URL: server.url },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    const status = await new Promise((resolve) => child.once('close', resolve));
    return { status, stdout, posts };
  }

  it('sends nothing new, finishes what is in flight, and reports both', async () => {
    const { status, stdout, posts } = await interruptApply(1);
    expect(status).toBe(130);
    expect(posts).toEqual(['1']);
    expect(stdout).toContain('Apply: 2 numbers: 1 applied, 1 skipped.');
    expect(stdout).toContain('[interrupted]');
  });

  it('leaves at once on a second signal', async () => {
    const { status, stdout } = await interruptApply(2);
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
  });
});

// script(1) has these flags only on Linux.
describe.skipIf(process.platform !== 'linux')('the prompt', () => {
  it.each([
    ['Ctrl-C', '\x03'],
    ['Ctrl-D', '\x04'],
  ])('%s is not an approval, and prints no stack trace', async (_name, keys) => {
    const server = await serve((_request, response) => settingsOf(response, { status: 'ENABLED' }));
    const cwd = folderWith(off);
    const typed = spawn(
      'script',
      ['-qec', `"${process.execPath}" "${join(root, 'dist/main.js')}" apply`, '/dev/null'],
      {
        cwd,
        env: { PATH: process.env.PATH ?? '', WHATSAPP_TOKEN: token, WHATSAPP_GRAPH_URL: server.url },
      },
    );
    let shown = '';
    typed.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
      if (text.includes('Only "yes"')) setTimeout(() => typed.stdin.write(keys), 100);
    });
    const status = await new Promise((resolve) => typed.once('close', resolve));
    expect(shown).toContain('not approved: nothing was sent');
    expect(shown).not.toContain('bug');
    expect(status).toBe(5);
    expect(server.seen.every(({ method }) => method === 'GET')).toBe(true);
  });
});
