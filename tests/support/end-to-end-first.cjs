const Sequencer = require('@jest/test-sequencer').default;

/** The longest test waits for the relay, which sends after a minute. Then what else waits. */
const firstOnes = [/[\\/]failing-services\.test\.ts$/, /[\\/]tests[\\/](e2e|pages)[\\/]/, /./];

const rankOf = ({ path }) => firstOnes.findIndex((pattern) => pattern.test(path));

/**
 * Starts the tests that wait most first, and the others fill the time. Without this, a machine that
 * has no times of earlier runs would finish with the longest test.
 */
module.exports = class EndToEndFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((one, other) => rankOf(one) - rankOf(other));
  }
};
