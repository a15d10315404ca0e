import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callctl, folderWith, settingsFile, token } from './callctl.ts';

const cwd = folderWith({ 'settings/a.yaml': settingsFile('1') });
const certificate = join(cwd, 'cert.pem');
const key = join(cwd, 'key.pem');
let graph: Server;
let proxy: Server;
/** What the Graph API was asked, and where the proxy was to connect to. */
let asked: string[] = [];
let connected: string[] = [];

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const listen = (server: Server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

beforeAll(async () => {
  const names = ['-subj', '/CN=graph.example', '-addext', 'subjectAltName=DNS:graph.example'];
  const files = ['-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names, ...files], {
    stdio: 'ignore',
  });
  graph = createTlsServer(
    { key: readFileSync(key), cert: readFileSync(certificate) },
    ({ method, url, headers }, response) => {
      asked.push(`${method} ${url} ${headers.authorization}`);
      response.setHeader('content-type', 'application/json').end('{"calling":{"status":"ENABLED"}}');
    },
  );
  // graph.example has no address here: only through the proxy can it be reached.
  proxy = createHttpServer().on('connect', ({ url }, client) => {
    connected.push(String(url));
    const upstream = connect(portOf(graph), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [upstream, client]) socket.on('error', () => client.destroy());
  });
  await Promise.all([listen(graph), listen(proxy)]);
});
beforeEach(() => {
  asked = [];
  connected = [];
});
afterAll(() => {
  graph.close();
  proxy.close();
});

const plan = (env: Record<string, string>) =>
  callctl(['plan', '--quiet'], {
    cwd,
    graphUrl: 'https://graph.example',
    env: { HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`, NODE_EXTRA_CA_CERTS: certificate, ...env },
  });

describe('a proxy of the environment', () => {
  it('carries what goes to the Graph API, encrypted from end to end', async () => {
    const { status, stdout } = await plan({});
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('1 in sync') });
    expect(connected).toEqual(['graph.example:443']);
    expect(asked).toEqual([`GET /v25.0/1/settings Bearer ${token}`]);
  });

  it('is not used for hosts that NO_PROXY names', async () => {
    const { status, stdout } = await plan({ NO_PROXY: 'graph.example' });
    expect({ status, stdout }).toEqual({
      status: 4,
      stdout: expect.stringContaining('graph.example cannot be reached'),
    });
    expect(connected).toEqual([]);
  });

  it('is never used for this machine', async () => {
    const { stdout } = await plan({ WHATSAPP_GRAPH_URL: 'http://127.0.0.1:1' });
    expect(stdout).toContain('127.0.0.1:1 cannot be reached: ECONNREFUSED');
    expect(connected).toEqual([]);
  });
});

it('a certificate that is not trusted is called that, with what to set, and is tried once', async () => {
  const { status, stdout } = await plan({ NODE_EXTRA_CA_CERTS: '' });
  expect(status).toBe(4);
  expect(stdout).toMatch(/the certificate .*is not trusted/);
  expect(stdout).toContain('NODE_EXTRA_CA_CERTS');
  expect(connected).toHaveLength(1);
  expect(asked).toEqual([]);
});
