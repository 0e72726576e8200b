import { resolve } from 'node:path';
import { errorMessage } from '../error-message.ts';
import { readJsonFile } from '../functions-host/read-json-file.ts';
import { isUserError, userError } from '../user-error.ts';

/** Reads a JSON file of the user. Every problem with it is a user error with flag and file. */
export const readDefinitions = async <T>(flag: string, file: string, parse: (json: unknown) => T): Promise<T> => {
  try {
    const json = await readJsonFile(file);
    if (json !== undefined) return parse(json);
  } catch (error) {
    throw userError(isUserError(error) ? `${flag} ${error.message}` : `${flag} ${file}: ${errorMessage(error)}`);
  }
  throw userError(
    `${flag} ${file}: there is no ${resolve(file)}. Run the command in the folder of Hearth, or give another file.`,
  );
};
