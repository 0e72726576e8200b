const { default: TestRunner } = require('jest-runner');

/** A mutant is dead with the first file in which a test fails: the further ones, each of which costs a tenth of a second to load, are left out. */
module.exports = class FilesUntilFirstFailure extends TestRunner {
  async runTests(tests, watcher, options) {
    if (!process.env.__STRYKER_ACTIVE_MUTANT__) return super.runTests(tests, watcher, options);
    let killed = false;
    this.on('test-file-success', ([, result]) => {
      killed ||= result.numFailingTests > 0;
    });
    for (const test of tests) if (!killed) await super.runTests([test], watcher, options);
  }
};
