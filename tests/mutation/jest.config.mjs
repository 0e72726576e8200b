import { fileURLToPath } from 'node:url';
import base from '../../jest.config.mjs';
import { currentArea } from './areas.mjs';

const { tests } = currentArea();

/**
 * The tests that run in memory within milliseconds, repeated for each mutant. The exhaustive
 * interleavings take 10 s each; what only they would catch, the crash simulation covers with its
 * own mutants.
 * @type {import('jest').Config}
 */
export default {
  ...base,
  // Stryker has an environment of its own, for a realm per file.
  testEnvironment: 'node',
  runtime: '<rootDir>/tests/mutation/loading-is-static-runtime.cjs',
  globalSetup: undefined,
  // In such a realm, only what is transpiled may use `import()`.
  transformIgnorePatterns: base.transformIgnorePatterns.map((pattern) =>
    pattern.replace('(?!(', '(?!(@opentelemetry/otlp-exporter-base|'),
  ),
  rootDir: '../..',
  roots: ['<rootDir>/src', '<rootDir>/tests'],
  testMatch: [...tests.map((pattern) => `<rootDir>/${pattern}.test.ts`), '!**/*interleavings.test.ts'],
  testTimeout: 20_000,
  // All files of a worker share the object in which Stryker counts.
  testEnvironmentOptions: { globalsCleanup: 'off' },
  watchman: false,
  runner: fileURLToPath(new URL('./files-until-first-failure.cjs', import.meta.url)),
  testRunner: fileURLToPath(new URL('./jest-circus-until-first-failure.cjs', import.meta.url)),
  testSequencer: '<rootDir>/tests/mutation/covering-files-sequencer.cjs',
};
