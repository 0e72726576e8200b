const { default: TestRunner } = require('jest-runner');

/**
 * The first failing test kills a mutant. The remaining files, a tenth of a second each, are left
 * out.
 */
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
