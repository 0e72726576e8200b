import type { OutputStream } from './report-failures.ts';
import type { MistakesOutput } from './report-mistakes.ts';

/** What a command takes from its process, so that a test can hand it in. */
export type CommandDeps = MistakesOutput & {
  stdout?: OutputStream;
  stderr?: OutputStream;
  env?: NodeJS.ProcessEnv;
  /** Gets the exit code of a command that ran. */
  exit?: (code: number) => void;
};

export const setExitCode = (code: number): void => {
  process.exitCode = code;
};
