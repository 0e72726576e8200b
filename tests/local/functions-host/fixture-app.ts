import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type FixtureApp = {
  /** Sources by path. By default, `main.mjs` registers the functions. */
  files?: Record<string, string>;
  /**
   * Body of main.mjs. In scope: `app` of @azure/functions, and `report`, which prints a JSON line.
   */
  main?: string;
  host?: Record<string, unknown>;
  settings?: Record<string, unknown>;
  packageJson?: Record<string, unknown>;
};

const prelude = `import functions from '@azure/functions';
const { app } = functions;
const report = (value) => console.log('REPORT ' + JSON.stringify(value));
`;

/**
 * Writes an app to a new folder, with the repository's packages. Returns the folder and how to
 * remove it.
 */
export const writeFixtureApp = async ({ files, main, host, settings, packageJson }: FixtureApp) => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-app-'));
  const all: Record<string, string> = {
    'host.json': JSON.stringify({ version: '2.0', ...host }),
    'package.json': JSON.stringify({ main: 'main.mjs', ...packageJson }),
    ...(settings && { 'local.settings.json': JSON.stringify(settings) }),
    ...(main !== undefined && { 'main.mjs': `${prelude}${main}` }),
    ...files,
  };
  for (const [file, content] of Object.entries(all)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  }
  await symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
};
