import { currentArea } from './areas.mjs';

const { name, mutate, excludedMutations = [] } = currentArea();

/**
 * `npm run test:mutation` runs this. docs/proofs.md says how to read the result.
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  mutate,
  mutator: { excludedMutations },
  testRunner: 'jest',
  // The first run shows which tests cover a mutant. Finding the importers of its file takes a
  // second each time.
  jest: { configFile: 'tests/mutation/jest.config.mjs', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // Only a mutant that hangs takes this long: its loop or its retries never end.
  timeoutMS: 5_000,
  // Values computed once, when their file loads: each mutant would cost a run of all tests. Nearly
  // all are tables of words and numbers.
  ignoreStatic: true,
  // Reuses the results of an earlier run. `npm run test:mutation -- --force` starts over.
  incremental: true,
  incrementalFile: `out/mutation/${name}/incremental.json`,
  reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, allowEmojis: false },
  jsonReporter: { fileName: `out/mutation/${name}/report.json` },
  htmlReporter: { fileName: `out/mutation/${name}/report.html` },
  tempDirName: '.cache/mutation',
  // Tests are transpiled, not type-checked, so Stryker need not rewrite a tsconfig.json. With
  // TypeScript 7, it could not.
  ignorePatterns: [
    '/tsconfig.json',
    '/tests/tsconfig.json',
    '/dist',
    '/out',
    '/.cache',
    '/tests/mutation/node_modules',
  ],
  thresholds: { high: 95, low: 90, break: 90 },
};
