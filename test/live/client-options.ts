import type { ClientOptions } from '../../src/live/client.ts';

/** Options of a client for a server on loopback. */
export const clientOptions = (graphUrl: string): ClientOptions => ({
  graphUrl,
  graphVersion: 'v25.0',
  connections: 4,
  timeoutMs: 30_000,
  maxWaitMs: 60_000,
});
