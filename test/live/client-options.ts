import type { ClientOptions } from '../../src/live/client.ts';

/** What a client needs that reaches a server on loopback. */
export const clientOptions = (graphUrl: string): ClientOptions => ({
  graphUrl,
  graphVersion: 'v25.0',
  connections: 4,
  timeoutMs: 30_000,
  maxWaitMs: 60_000,
});
