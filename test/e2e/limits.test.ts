import { describe, expect, it } from 'vitest';
import { answerJson, serve } from '../live/scripted-server.ts';
import { callctl, folderWith, settingsFile, unwrapped } from './callctl.ts';

const tokens = { A_TOKEN: 'EAAtoken-of-a-0123456789', B_TOKEN: 'EAAtoken-of-b-0123456789' };
const accountOf = (authorization: string | undefined) => (authorization?.includes('token-of-a') ? 'a' : 'b');
const enabled = { calling: { status: 'ENABLED' } };

/** The given count of numbers for each account, those of `a` first. */
function fleetOf(a: number, b: number, limits = { a: '', b: '' }) {
  const files = [...Array(a + b).keys()].map((index) => {
    const id = String(100 + index);
    return [`settings/n${id}.yaml`, `account: ${index < a ? 'a' : 'b'}\n${settingsFile(id)}`];
  });
  return folderWith({
    ...Object.fromEntries(files),
    'settings/callctl.yaml': `accounts:\n  a: { token_env: A_TOKEN${limits.a} }\n  b: { token_env: B_TOKEN${limits.b} }\n`,
  });
}

describe('the number of open requests', () => {
  it('stays within the limit of each account, and the limit for all', async () => {
    const now = { a: 0, b: 0 };
    const most = { a: 0, b: 0, all: 0 };
    const server = await serve(({ authorization }, response) => {
      const account = accountOf(authorization);
      now[account] += 1;
      most[account] = Math.max(most[account], now[account]);
      most.all = Math.max(most.all, now.a + now.b);
      // Long enough for every request that may be open to arrive.
      setTimeout(() => {
        now[account] -= 1;
        answerJson(response, 200, enabled);
      }, 40);
    });
    const cwd = fleetOf(10, 40, { a: ', concurrency: 2', b: ', concurrency: 9' });
    const args = ['plan', '--concurrency', '6'];
    const { status } = await callctl(args, { cwd, graphUrl: server.url, env: tokens });
    expect(status).toBe(0);
    expect(most).toEqual({ a: 2, b: expect.any(Number), all: 6 });
    expect(most.b).toBeGreaterThanOrEqual(4);
    expect(most.b).toBeLessThanOrEqual(6);
    expect(server.seen.length).toBe(50);
  });
});

describe('usage headers', () => {
  it('slow down an account that has used nearly all of its quota, and no other', async () => {
    const server = await serve(({ authorization }, response) => {
      const used = accountOf(authorization) === 'a' ? 99 : 1;
      answerJson(response, 200, enabled, { 'x-app-usage': `{"call_count":${used}}` });
    });
    const cwd = fleetOf(4, 30);
    const args = ['plan', '--concurrency', '2'];
    const { status } = await callctl(args, { cwd, graphUrl: server.url, env: tokens });
    expect(status).toBe(0);
    const accounts = server.seen.map(({ authorization }) => accountOf(authorization));
    // Two are sent before any answer, the third takes the first slot, and the fourth waits for the gap.
    expect(accounts.filter((account) => account === 'a').length).toBe(4);
    expect(accounts.at(-1)).toBe('a');
    expect(accounts.lastIndexOf('b')).toBe(accounts.length - 2);
  });
});

describe('a throttled account', () => {
  it('reports its wait once, even if many requests wait', async () => {
    const held: (() => void)[] = [];
    const server = await serve((_request, response, nth) => {
      const answer = () => answerJson(response, 200, enabled);
      if (nth === 1)
        return answerJson(response, 429, { error: { code: 4, message: 'slow down' } }, { 'retry-after': '1' });
      // The others are answered once as many requests are open as may be.
      if (nth > 16) return answer();
      held.push(answer);
      if (nth === 16) for (const release of held) release();
    });
    const ids = [...Array(40).keys()].map((index) => String(100 + index));
    const cwd = folderWith(Object.fromEntries(ids.map((id) => [`settings/n${id}.yaml`, settingsFile(id)])));
    const { status, stderr } = await callctl(['plan', '--concurrency', '16'], { cwd, graphUrl: server.url });
    expect(status).toBe(0);
    expect(stderr).toBe('the account waits 1 s: slow down (code 4)\n');
  });

  it('fails a request whose waits together exceed --max-wait', async () => {
    const server = await serve((_request, response) =>
      answerJson(response, 429, { error: { code: 4, message: 'slow down' } }, { 'retry-after': '2' }),
    );
    const cwd = folderWith({ 'settings/a.yaml': settingsFile('1') });
    const { status, stdout, stderr } = await callctl(['plan', '--max-wait', '3'], { cwd, graphUrl: server.url });
    expect(status).toBe(4);
    expect(stderr).toBe('the account waits 2 s: slow down (code 4)\n');
    expect(unwrapped(stdout)).toContain(
      'slow down (code 4); Meta asks for a longer wait than --max-wait allows for one request (3 s)',
    );
    expect(server.seen.length).toBe(2);
  });
});

describe('a protected setting', () => {
  it('stays unchanged while apply writes the others', async () => {
    const live = { status: 'ENABLED', callback_permission_status: 'ENABLED' };
    const server = await serve(({ method, body }, response) => {
      if (method === 'GET') return answerJson(response, 200, { calling: live });
      Object.assign(live, JSON.parse(body).calling);
      return answerJson(response, 200, { success: true });
    });
    const settings = 'status: DISABLED\n  callback_permission_status: DISABLED';
    const cwd = folderWith({
      'settings/a.yaml': `phone_number_id: "1"\nprotect: [status]\ncalling:\n  ${settings}\n`,
    });
    const { status, stdout } = await callctl(['apply', '--yes', '--allow-risky'], { cwd, graphUrl: server.url });
    expect(status).toBe(0);
    expect(stdout).toContain('1 applied');
    expect(stdout).toContain('Protected: reported, never written (1 number)');
    expect(server.seen.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body))).toEqual([
      { calling: { callback_permission_status: 'DISABLED' } },
    ]);
    expect(live).toEqual({ status: 'ENABLED', callback_permission_status: 'DISABLED' });
    const again = await callctl(['apply', '--yes'], { cwd, graphUrl: server.url });
    expect(again.status).toBe(0);
    expect(again.stdout).toContain('1 protected');
    expect(server.seen.filter(({ method }) => method === 'POST').length).toBe(1);
  });
});
