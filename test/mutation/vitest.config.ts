import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    // One file, so that each mutant loads every module once.
    include: [`test/mutation/rooms/${process.env.MUTATION_ROOM}.mjs`],
    env: { LAW_SHARE: '0.03' },
    testTimeout: 30_000,
  },
});
