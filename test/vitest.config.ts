import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    // By default one core stays idle, which is half of a small machine; most tests wait for a child process anyway.
    maxWorkers: '100%',
    testTimeout: 30_000,
  },
});
