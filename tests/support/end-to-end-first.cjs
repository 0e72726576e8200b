const Sequencer = require('@jest/test-sequencer').default;

const isEndToEnd = ({ path }) => /[\\/]tests[\\/]e2e[\\/]/.test(path);

/**
 * Starts the tests that wait most first, and the others fill the time. Without this, a machine that
 * has no times of earlier runs would finish with the longest test.
 */
module.exports = class EndToEndFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return [...sorted.filter(isEndToEnd), ...sorted.filter((test) => !isEndToEnd(test))];
  }
};
