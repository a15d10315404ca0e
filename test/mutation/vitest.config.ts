import { defineConfig } from 'vitest/config';

// Only tests that run in this process, because Stryker cannot see what a child process covers.
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/{apply,desired,laws,live,plan,run}/**/*.test.ts'],
    // It compiles the sources, which Stryker has changed.
    exclude: ['test/plan/settings/catalogue.test.ts'],
    env: { LAW_SHARE: '0.03' },
    testTimeout: 30_000,
  },
});
