import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';

/** Makes a Failure of what the file system says about a file that was named; any other error stays. */
export const unreadableFile = (path: string, error: unknown): unknown => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') return error;
  return new Failure(exitCodes.usage, `${path} cannot be read: ${code}.`);
};
