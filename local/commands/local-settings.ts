import { constants, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonSection } from '../functions-host/json-section.ts';
import { readJsonFile } from '../functions-host/read-json-file.ts';
import { readLocalSettings } from '../functions-host/settings.ts';
import { defaultAudience, defaultPorts } from './default-ports.ts';

const readValues = async (file: string): Promise<Record<string, string>> =>
  jsonSection(await readJsonFile(file), '', [])
    .section('Values')
    .texts();

const readNames = async (file: string): Promise<string[]> => Object.keys(await readValues(file));

/** From the environment or, if it is not set there, from the app's local.settings.json. */
const readSetting = async (app: string, name: string): Promise<string | undefined> =>
  process.env[name] ?? (await readValues(join(app, 'local.settings.json')))[name];

/** The audience of tokens that the app accepts. */
export const readAudience = async (app: string): Promise<string> =>
  (await readSetting(app, 'AUTH_AUDIENCE')) ?? defaultAudience;

/** `Host.LocalHttpPort` of the app's local.settings.json, or the usual port. */
export const readLocalHttpPort = async (app: string): Promise<number> =>
  (await readLocalSettings(app)).localHttpPort ?? defaultPorts.host;

export const readAllowedOrigins = async (app: string): Promise<string[]> => {
  const list = (await readSetting(app, 'ALLOWED_ORIGINS')) ?? '';
  return list
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');
};

const existsOrHasNoExample = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  (error.code === 'EEXIST' || error.code === 'ENOENT');

/** Copies the example if there is no local.settings.json yet. Gives notes for the reader. */
export const prepareLocalSettings = async (app: string): Promise<string[]> => {
  const file = join(app, 'local.settings.json');
  const example = `${file}.example`;
  try {
    await copyFile(example, file, constants.COPYFILE_EXCL);
    return ['Created local.settings.json from local.settings.json.example.'];
  } catch (error) {
    if (!existsOrHasNoExample(error)) throw error;
  }
  const present = new Set(await readNames(file));
  const missing = (await readNames(example)).filter((name) => !present.has(name) && process.env[name] === undefined);
  return missing.length === 0
    ? []
    : [`Settings missing in local.settings.json: ${missing.join(', ')}. Copy them from local.settings.json.example.`];
};
