// One room of test/mutation/run.mjs, which sets the variables.
const { MUTATION_ROOM: room, MUTATION_MUTATE: mutate } = process.env;

export default {
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  mutate: [mutate],
  // Stryker would rewrite the paths in tsconfig.json, and vitest does not read it.
  tsconfigFile: 'tsconfig.none.json',
  ignoreStatic: true,
  timeoutMS: 2000,
  tempDirName: '.stryker/sandbox',
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { logTests: false, allowEmojis: false },
  jsonReporter: { fileName: `.stryker/${room}.json` },
  thresholds: { high: 95, low: 93, break: 90 },
};
