import { type StdioOptions, spawn } from 'node:child_process';

type Options = { node?: string; env?: NodeJS.ProcessEnv; stdio?: StdioOptions };

/** Runs Jest with additional environment variables. Resolves to its exit code. */
export const runJest = (
  args: readonly string[],
  { node = process.execPath, env = {}, stdio = 'inherit' }: Options = {},
): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(node, ['node_modules/jest/bin/jest.js', ...args], { env: { ...process.env, ...env }, stdio });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
