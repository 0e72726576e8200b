const Sequencer = require('@jest/test-sequencer').default;

const isEndToEnd = ({ path }) => /[\\/]tests[\\/]e2e[\\/]/.test(path);

/** What waits most begins first, and the rest fills the time: without it a machine that has no earlier times to go by ends on the longest. */
module.exports = class EndToEndFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return [...sorted.filter(isEndToEnd), ...sorted.filter((test) => !isEndToEnd(test))];
  }
};
