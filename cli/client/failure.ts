import type { ExitCode } from './exit-codes.ts';

/** A failure that its reader can do something about: printed as its message, without a stack. */
export class Failure extends Error {
  readonly exitCode: ExitCode;
  /** Of the answer, if there was one. */
  readonly status: number | undefined;

  constructor(exitCode: ExitCode, message: string, status?: number) {
    super(message);
    this.name = 'Failure';
    this.exitCode = exitCode;
    this.status = status;
  }
}
