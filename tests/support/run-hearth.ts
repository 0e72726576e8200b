import { execFile } from 'node:child_process';

type Result = { code: number; stdout: string; stderr: string };

export const runNode = (...args: string[]): Promise<Result> =>
  new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: 20_000 }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });

/** The built program, in a process of its own. */
export const hearth = (...args: string[]): Promise<Result> => runNode('dist/local/hearth.js', ...args);
