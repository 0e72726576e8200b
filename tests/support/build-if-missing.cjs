const { execFileSync } = require('node:child_process');
const { existsSync } = require('node:fs');

const outputs = { app: 'dist/app/main.js', local: 'dist/local/hearth.js', bench: 'dist/bench/cli.js' };

/**
 * Many tests start what was built. What is there stays as it is: a rebuild could take files away
 * from a program that is running. `npm test` rebuilds what is out of date.
 */
module.exports = () => {
  const missing = Object.keys(outputs).filter((part) => !existsSync(outputs[part]));
  if (missing.length > 0) execFileSync(process.execPath, ['build/build.mjs', ...missing], { stdio: 'inherit' });
};
