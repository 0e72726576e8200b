const Runtime = require('jest-runtime').default;

/**
 * Stryker counts what runs during a test as covered by that test. Endpoints load in the first test
 * that calls them, so their tables would be run with this one test. Loading belongs to no test.
 */
class LoadingIsStaticRuntime extends Runtime {
  requireModule(...args) {
    const counter = this._environment.global?.__stryker__;
    const test = counter?.currentTestId;
    if (test === undefined) return super.requireModule(...args);
    counter.currentTestId = undefined;
    try {
      return super.requireModule(...args);
    } finally {
      counter.currentTestId = test;
    }
  }
}

module.exports = { default: LoadingIsStaticRuntime, __esModule: true };
