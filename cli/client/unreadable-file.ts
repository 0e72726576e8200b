import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';

/** Turns what the file system says about a named file into a Failure. Any other error stays. */
export const unreadableFile = (path: string, error: unknown): unknown => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') return error;
  return new Failure(exitCodes.usage, `${path} cannot be read: ${code}.`);
};
