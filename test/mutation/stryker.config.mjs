// Mutation tests of the code that decides what is written: npm run mutation, or a part with -- --mutate 'src/plan/**'.
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  mutate: [
    'src/plan/**/*.ts',
    'src/apply/*.ts',
    'src/desired/rules/*.ts',
    'src/live/failure.ts',
    'src/live/classify-answer.ts',
    'src/live/pacing.ts',
  ],
  // Stryker would rewrite the paths in tsconfig.json, and vitest does not read it.
  tsconfigFile: 'tsconfig.none.json',
  ignoreStatic: true,
  tempDirName: '.stryker/sandbox',
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { logTests: false, allowEmojis: false },
  jsonReporter: { fileName: '.stryker/report.json' },
  thresholds: { high: 93, low: 90, break: 85 },
};
