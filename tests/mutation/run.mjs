import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { areas } from './areas.mjs';

const config = fileURLToPath(new URL('./stryker.config.mjs', import.meta.url));
const stryker = fileURLToPath(new URL('./node_modules/@stryker-mutator/core/bin/stryker.js', import.meta.url));

/** `adapters` names all areas below it. */
const findAreas = (word) => Object.keys(areas).filter((name) => name === word || name.startsWith(`${word}/`));

const reportFile = (name) => `out/mutation/${name}/report.json`;

/** Whether the area reaches the threshold. */
const runArea = (name, options) => {
  rmSync(reportFile(name), { force: true });
  const env = { ...process.env, MUTATION_AREA: name };
  console.log(`\n# ${name}`);
  return spawnSync(process.execPath, [stryker, 'run', config, ...options], { stdio: 'inherit', env }).status === 0;
};

const countResults = (name) => {
  const { files } = JSON.parse(readFileSync(reportFile(name), 'utf8'));
  const results = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const count = (wanted) => results.filter((status) => status === wanted).length;
  return {
    killed: count('Killed'),
    timeout: count('Timeout'),
    survived: count('Survived'),
    noCoverage: count('NoCoverage'),
  };
};

const withScore = ({ killed, timeout, survived, noCoverage }) => {
  const noticed = killed + timeout;
  const score = (100 * noticed) / (noticed + survived + noCoverage);
  return { killed, timeout, survived, 'no coverage': noCoverage, score: Number(score.toFixed(1)) };
};

// Words that name areas choose them; the rest are options of Stryker.
const words = process.argv.slice(2);
const named = [...new Set(words.flatMap(findAreas))];
const options = words.filter((word) => findAreas(word).length === 0);
const chosen = named.length > 0 ? named : Object.keys(areas);

const failed = chosen.filter((name) => !runArea(name, options));
const reported = chosen.filter((name) => existsSync(reportFile(name)));
console.table(Object.fromEntries(reported.map((name) => [name, withScore(countResults(name))])));
if (failed.length > 0) {
  console.error(`Failed, or below the threshold: ${failed.join(', ')}.`);
  process.exitCode = 1;
}
