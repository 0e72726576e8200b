import { fileURLToPath } from 'node:url';
import base from '../../jest.config.mjs';

const suites = [
  'tests/domain',
  'tests/application',
  'tests/functions/queue',
  'tests/functions/blob',
  'tests/functions/timer',
  'tests/functions/http/*',
];

/**
 * The tests that run in memory within milliseconds, repeated for each mutant. The exhaustive
 * interleavings take 10 s each; what only they would catch, the crash simulation covers with its
 * own mutants.
 * @type {import('jest').Config}
 */
export default {
  ...base,
  globalSetup: undefined,
  rootDir: '../..',
  roots: ['<rootDir>/src', '<rootDir>/tests'],
  testMatch: [
    ...suites.map((suite) => `<rootDir>/${suite}/**/*.test.ts`),
    '<rootDir>/tests/functions/http/health.test.ts',
    '!**/*interleavings.test.ts',
  ],
  testTimeout: 5_000,
  // All files of a worker share the object in which Stryker counts.
  testEnvironmentOptions: { globalsCleanup: 'off' },
  watchman: false,
  runner: fileURLToPath(new URL('./files-until-first-failure.cjs', import.meta.url)),
  testRunner: fileURLToPath(new URL('./jest-circus-until-first-failure.cjs', import.meta.url)),
  testSequencer: '<rootDir>/tests/mutation/covering-files-sequencer.cjs',
};
