// The part of Kong's Admin API that decK 1.4.0 needs for services; every other list is empty. For loopback only.
import { createServer } from 'node:http';

const defaults = {
  connect_timeout: 60_000,
  port: 80,
  protocol: 'http',
  read_timeout: 60_000,
  retries: 5,
  write_timeout: 60_000,
};

export async function openKong() {
  const services = new Map();
  const traffic = { reads: 0, writes: 0 };
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      if (request.method === 'GET') traffic.reads += 1;
      else traffic.writes += 1;
      const { status, body } = answer(request, text, services);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    services,
    traffic,
    forget: () => Object.assign(traffic, { reads: 0, writes: 0 }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answer({ method, url }, text, services) {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  if (pathname === '/') return { status: 200, body: { version: '2.1.0', configuration: { database: 'postgres' } } };
  const id = /^\/services\/([^/]+)$/.exec(pathname)?.[1];
  if (method === 'GET' && pathname === '/services') return { status: 200, body: page(services, searchParams) };
  if (method === 'GET') return id ? one(services.get(id)) : { status: 200, body: { data: [], next: null } };
  if (method === 'DELETE') return { status: 204, body: services.delete(id) };
  const sent = JSON.parse(text);
  const key = id ?? sent.id;
  const service = { ...defaults, ...services.get(key), ...sent, id: key };
  services.set(key, service);
  return { status: method === 'POST' ? 201 : 200, body: service };
}

function page(services, searchParams) {
  const size = Number(searchParams.get('size') ?? 100);
  const offset = Number(searchParams.get('offset') ?? 0);
  const end = offset + size;
  const data = [...services.values()].slice(offset, end);
  if (end >= services.size) return { data, next: null };
  return { data, offset: String(end), next: `/services?size=${size}&offset=${end}` };
}

function one(service) {
  return service ? { status: 200, body: service } : { status: 404, body: { message: 'Not found' } };
}
