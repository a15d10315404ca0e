import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: [`${process.env.MUTATION_TESTS}/**/*.test.ts`],
    // It compiles the sources, which Stryker has changed.
    exclude: ['test/plan/settings/catalogue.test.ts'],
    env: { LAW_SHARE: '0.03' },
    testTimeout: 30_000,
  },
});
