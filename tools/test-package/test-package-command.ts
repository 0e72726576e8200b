import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { Command } from 'commander';
import { APP_FOLDER } from '../package/package-command.ts';
import { runJest } from '../run-jest.ts';

/** Throws if the app could load more than it contains, or less than it needs. */
const checkReach = (folder: string): void => {
  const require = createRequire(join(folder, 'dist/app/main.js'));
  if (!require.resolve('sharp').startsWith(folder + sep))
    throw new Error('The app does not load its own copy of sharp.');
  for (const name of ['@azure/cosmos', '@azure/functions', 'zod', 'typescript']) {
    try {
      require.resolve(name);
    } catch {
      continue;
    }
    throw new Error(`${name} can be loaded from ${folder}, so the test would prove nothing.`);
  }
};

/**
 * Copies out/app to a place from which it cannot load anything of the repository, and runs the
 * end-to-end tests against the copy.
 */
export const testPackageCommand = (): Command =>
  new Command('test-package')
    .description(
      `Run the end-to-end tests against a copy of ${APP_FOLDER} that cannot load the repository's node_modules.`,
    )
    .argument('[tests...]', 'test files to run', ['tests/e2e'])
    .action(async (tests: string[]) => {
      const folder = await mkdtemp(join(tmpdir(), 'hearth-app-'));
      try {
        await cp(APP_FOLDER, folder, { recursive: true });
        checkReach(folder);
        process.stdout.write(`The app is ${folder}, a copy of ${APP_FOLDER}.\n`);
        process.exitCode = await runJest(tests, { env: { HEARTH_APP_DIR: folder } });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
