import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

export interface TestProxy {
  readonly url: string;
  /** The `host:port` of each tunnel that was asked for. */
  readonly targets: readonly string[];
  readonly close: () => Promise<void>;
}

/** Starts an HTTP proxy on loopback. All its tunnels lead to one port of this machine. */
export async function startProxy(port: string): Promise<TestProxy> {
  const targets: string[] = [];
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', ({ url = '' }, client) => {
    targets.push(url);
    const tunnel = connect(Number(port), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      tunnel.pipe(client).pipe(tunnel);
    });
    tunnel.on('error', () => client.destroy());
    client.on('error', () => tunnel.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}
