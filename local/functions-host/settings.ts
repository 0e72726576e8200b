import { join } from 'node:path';
import { throwIfAny } from '../user-error.ts';
import { jsonSection } from './json-section.ts';
import { readJsonFile } from './read-json-file.ts';

export type LocalSettings = {
  values: Record<string, string>;
  localHttpPort: number | undefined;
  /** From the app's setting ALLOWED_ORIGINS, which Azure uses too. Without it, from `Host.CORS`. */
  corsOrigins: string[];
  corsCredentials: boolean;
};

const readOrigins = (list: string): string[] =>
  list
    .split(',')
    .map((origin) => origin.trim().replace(/\/$/, ''))
    .filter((origin) => origin !== '');

/** Reads local.settings.json, which may be missing. Throws one error that lists all problems. */
export const readLocalSettings = async (app: string): Promise<LocalSettings> => {
  const file = join(app, 'local.settings.json');
  const problems: string[] = [];
  const root = jsonSection(await readJsonFile(file), '', problems);
  if (root.flag('IsEncrypted')) problems.push('IsEncrypted is true: this host reads plain settings only');
  if (root.has('ConnectionStrings')) problems.push('ConnectionStrings is not read: put them under Values');
  const host = root.section('Host');
  const values = root.section('Values').texts();
  const settings: LocalSettings = {
    values,
    localHttpPort: host.count('LocalHttpPort'),
    corsOrigins: readOrigins(process.env.ALLOWED_ORIGINS ?? values.ALLOWED_ORIGINS ?? host.text('CORS') ?? ''),
    corsCredentials: host.flag('CORSCredentials') ?? false,
  };
  const runtime = process.env.FUNCTIONS_WORKER_RUNTIME ?? values.FUNCTIONS_WORKER_RUNTIME;
  if (runtime !== undefined && runtime !== 'node') problems.push(`FUNCTIONS_WORKER_RUNTIME is ${runtime}, not node`);
  throwIfAny(problems, `${file} cannot be used:`);
  return settings;
};

/** Adds the settings to the environment of this process. Variables that are already set win. */
export const applySettings = (values: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(values)) process.env[name] ??= value;
};

/** `AzureWebJobs.{name}.Disabled`, with dots or, as Linux needs, underscores. */
export const isDisabled = (name: string, env: NodeJS.ProcessEnv): boolean => {
  const setting = env[`AzureWebJobs.${name}.Disabled`] ?? env[`AzureWebJobs_${name}_Disabled`] ?? '';
  return /^(true|1)$/i.test(setting);
};
