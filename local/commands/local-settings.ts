import { constants, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonSection } from '../functions-host/json-section.ts';
import { readJsonFile } from '../functions-host/read-json-file.ts';

const values = async (file: string): Promise<Record<string, string>> =>
  jsonSection(await readJsonFile(file), '', [])
    .section('Values')
    .texts();

const names = async (file: string): Promise<string[]> => Object.keys(await values(file));

/** The app's own `ALLOWED_ORIGINS`: of the environment, else of its local.settings.json. */
export const allowedOrigins = async (app: string): Promise<string[]> => {
  const list = process.env.ALLOWED_ORIGINS ?? (await values(join(app, 'local.settings.json'))).ALLOWED_ORIGINS ?? '';
  return list
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');
};

const alreadyThere = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  (error.code === 'EEXIST' || error.code === 'ENOENT');

/** Copies the example where there is no local.settings.json yet; gives what to tell the reader about the settings. */
export const prepareLocalSettings = async (app: string): Promise<string[]> => {
  const file = join(app, 'local.settings.json');
  const example = `${file}.example`;
  try {
    await copyFile(example, file, constants.COPYFILE_EXCL);
    return ['Made local.settings.json from local.settings.json.example.'];
  } catch (error) {
    if (!alreadyThere(error)) throw error;
  }
  const present = new Set(await names(file));
  const missing = (await names(example)).filter((name) => !present.has(name) && process.env[name] === undefined);
  return missing.length === 0 ? [] : [`local.settings.json lacks what its example has: ${missing.join(', ')}.`];
};
