/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/tests/support/shared-realm-environment.cjs',
  runtime: '<rootDir>/tests/support/shared-realm-runtime.cjs',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  // Tests run as CommonJS: the Azure SDKs then load the build that `require` gets, and no
  // experimental flag is needed.
  transform: {
    '\\.(ts|mjs|js)$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!(jose|oauth2-mock-server|p-map|thumbhash)/)'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/out', '<rootDir>/.cache'],
  // Long enough for a machine several times slower than a laptop. A test that waits for something
  // fails sooner, with its own message.
  testTimeout: 120_000,
  // Half of the time of the tests is waiting: for timers, locks and retries.
  maxWorkers: 6,
  globalSetup: '<rootDir>/tests/support/build-if-missing.cjs',
  testSequencer: '<rootDir>/tests/support/end-to-end-first.cjs',
};
