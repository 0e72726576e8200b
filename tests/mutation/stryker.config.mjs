/** What `npm run test:mutation` does; docs/proofs.md says how to read it. @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['src/domain/**/*.ts', 'src/application/**/*.ts', '!src/application/ports/**'],
  testRunner: 'jest',
  // Which tests cover a mutant is known from the first run; to look for who imports its file costs a second, each time.
  jest: { configFile: 'tests/mutation/jest.config.mjs', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // Only what hangs may take this long: a mutant whose loop never ends, or whose try-again never gives up.
  timeoutMS: 5_000,
  // What is evaluated once, when its file is loaded: each would cost a run of every test. Tables of words and numbers, nearly all.
  ignoreStatic: true,
  // What is left of an earlier run is taken from here; `npm run test:mutation -- --force` starts anew.
  incremental: true,
  incrementalFile: 'out/mutation/incremental.json',
  reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, allowEmojis: false },
  jsonReporter: { fileName: 'out/mutation/report.json' },
  htmlReporter: { fileName: 'out/mutation/report.html' },
  tempDirName: '.cache/mutation',
  // Tests are transpiled, not checked: Stryker need not (and, with TypeScript 7, could not) rewrite a tsconfig.json.
  ignorePatterns: ['/tsconfig.json', '/dist', '/out', '/.cache', '/tests/mutation/node_modules'],
  thresholds: { high: 95, low: 90, break: 85 },
};
