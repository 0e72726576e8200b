const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

const tableFile = join(__dirname, 'tests-by-file.json');

const readTable = () => {
  try {
    return JSON.parse(readFileSync(tableFile, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
};

/**
 * Stryker names the tests that cover a mutant. Jest would load every file to look for them, which
 * takes most of the time. So the first run, without a mutant, records which file contains which
 * test. Later runs load only the files with one of the named tests, the quickest first.
 */
module.exports = class CoveringFiles extends Sequencer {
  constructor(options) {
    super(options);
    const { testNamePattern } = options.globalConfig;
    this.wanted = testNamePattern ? new RegExp(testNamePattern, 'i') : undefined;
  }

  sort(tests) {
    const table = readTable();
    if (!process.env.__STRYKER_ACTIVE_MUTANT__ || !table) return super.sort(tests);
    return tests
      .filter(({ path }) => !this.wanted || !table[path] || table[path].names.some((name) => this.wanted.test(name)))
      .sort((one, other) => (table[one.path]?.time ?? 0) - (table[other.path]?.time ?? 0));
  }

  cacheResults(tests, results) {
    if (process.env.__STRYKER_ACTIVE_MUTANT__) return;
    super.cacheResults(tests, results);
    const table = results.testResults.map(({ testFilePath, perfStats, testResults }) => [
      testFilePath,
      { time: perfStats.runtime, names: testResults.map(({ fullName }) => fullName) },
    ]);
    writeFileSync(tableFile, JSON.stringify(Object.fromEntries(table)));
  }
};
