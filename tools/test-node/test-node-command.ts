import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { runJest } from '../run-jest.ts';

const run = promisify(execFile);

/**
 * The npm package that contains only the Node binary for this platform. The package `node` would
 * install it with a script.
 */
const packageName = `node-${process.platform}-${process.arch}`;

/** That version of Node, in its own folder: package.json and the lock file do not change. */
const installNode = async (major: string): Promise<string> => {
  const folder = join('.cache', `node-${major}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--prefer-offline', '--loglevel=error'];
  await run('npm', [...args, `${packageName}@${major}`]);
  return resolve(folder, 'node_modules', packageName, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
};

/** Runs the tests with another major version of Node, from a package of the npm registry. */
export const testNodeCommand = (): Command =>
  new Command('test-node')
    .description('Run the tests with another version of Node, such as "npm run test:node -- 22".')
    .argument('<major>', 'the major version, such as 22')
    .argument('[tests...]', 'test files to run; all by default')
    .action(async (major: string, tests: string[]) => {
      if (!/^\d{2}$/.test(major)) throw new Error(`"${major}" is not a major version of Node, such as 22.`);
      const node = await installNode(major);
      const { stdout } = await run(node, ['--version']);
      process.stdout.write(`Node ${stdout}`);
      const env = { PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
      process.exitCode = await runJest(tests, { node, env });
    });
