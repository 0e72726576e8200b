import { readFile } from 'node:fs/promises';
import { errorMessage } from '../error-message.ts';
import { userError } from '../user-error.ts';

/** The parsed file; undefined if there is none. Throws a user error if it is not JSON. */
export const readJsonFile = async (file: string): Promise<unknown> => {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw userError(`${file} is not JSON: ${errorMessage(error)}`);
  }
};
