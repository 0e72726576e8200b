const { createEmptyTestResult } = require('@jest/test-result');
const { default: circus } = require('jest-circus/runner');

// Shared by all test files of a worker: this module is loaded once, outside of them.
let killed;

/** A mutant is dead with the first test that fails: all further ones are skipped, and later files not even loaded. */
module.exports = async (globalConfig, config, environment, ...rest) => {
  const mutant = process.env.__STRYKER_ACTIVE_MUTANT__;
  if (!mutant) return circus(globalConfig, config, environment, ...rest);
  const [, testFilePath] = rest;
  if (killed === mutant) return { ...createEmptyTestResult(), testFilePath, skipped: true };
  const handle = environment.handleTestEvent?.bind(environment);
  environment.handleTestEvent = async (event, state) => {
    if (event.name === 'test_start' && killed === mutant) event.test.mode = 'skip';
    if (event.name === 'test_done' && event.test.errors.length > 0) killed = mutant;
    await handle?.(event, state);
  };
  return circus(globalConfig, config, environment, ...rest);
};
