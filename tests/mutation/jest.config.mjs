import { fileURLToPath } from 'node:url';
import base from '../../jest.config.mjs';

const suites = [
  'tests/domain',
  'tests/application',
  'tests/functions/queue',
  'tests/functions/blob',
  'tests/functions/timer',
];
const httpSuites = 'dead-letters|health|images|orders|place-order|products|reports|stock';

/**
 * The tests that run in memory and in milliseconds, for each mutant anew. The exhausted interleavings take 10 s each, and what they
 * alone would catch the crash simulation shows with mutants of its own.
 * @type {import('jest').Config}
 */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/src', '<rootDir>/tests'],
  testMatch: [
    ...suites.map((suite) => `<rootDir>/${suite}/**/*.test.ts`),
    `<rootDir>/tests/functions/http/(${httpSuites}).test.ts`,
    '!**/*interleavings.test.ts',
  ],
  testTimeout: 5_000,
  // What Stryker counts in is shared by all files of a worker.
  testEnvironmentOptions: { globalsCleanup: 'off' },
  watchman: false,
  runner: fileURLToPath(new URL('./files-until-first-failure.cjs', import.meta.url)),
  testRunner: fileURLToPath(new URL('./jest-circus-until-first-failure.cjs', import.meta.url)),
  testSequencer: '<rootDir>/tests/mutation/covering-files-sequencer.cjs',
};
