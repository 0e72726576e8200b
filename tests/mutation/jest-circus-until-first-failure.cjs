const { default: circus } = require('jest-circus/runner');

/** A mutant is dead with the first test that fails: the file's further ones are skipped. */
module.exports = (globalConfig, config, environment, ...rest) => {
  if (!process.env.__STRYKER_ACTIVE_MUTANT__) return circus(globalConfig, config, environment, ...rest);
  const handle = environment.handleTestEvent?.bind(environment);
  let killed = false;
  environment.handleTestEvent = async (event, state) => {
    if (event.name === 'test_start' && killed) event.test.mode = 'skip';
    if (event.name === 'test_done' && event.test.errors.length > 0) killed = true;
    await handle?.(event, state);
  };
  return circus(globalConfig, config, environment, ...rest);
};
