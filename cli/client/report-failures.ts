import type { ExitCode } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { printable } from './printable.ts';
import { errorDocument } from './report-mistakes.ts';

export type OutputStream = NodeJS.WritableStream & { isTTY?: boolean };
export type Output = { stdout: OutputStream; stderr: OutputStream };

/**
 * Does the work and gives its exit code. A Failure is printed as its message and, with `json`, as
 * the one document of standard output. Any other error is a fault of the program and is thrown.
 */
export const reportFailures = async (
  work: () => Promise<ExitCode>,
  { stdout, stderr }: Output,
  json: boolean,
): Promise<ExitCode> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { exitCode, message, status } = error;
    if (json) stdout.write(errorDocument({ exitCode, ...(status !== undefined && { status }), message }));
    stderr.write(`${printable(message)}\n`);
    return exitCode;
  }
};
