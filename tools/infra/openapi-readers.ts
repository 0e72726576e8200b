import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildDotnetProgram } from './build-dotnet-program.ts';

const run = promisify(execFile);

/** The parsers of OpenAPI that API Management may use. */
const packages = {
  'Microsoft.OpenApi.Readers 1.6': 'version-1',
  'Microsoft.OpenApi 2': 'version-2',
} as const;

/** Each reader's name and the path of its program. */
export type ReaderPaths = Readonly<Record<string, string>>;

/** Builds the readers, once, into `.cache/readers`. Needs a .NET SDK. */
export const buildReaders = async (root: string): Promise<ReaderPaths> => {
  const paths: Record<string, string> = {};
  for (const [name, folder] of Object.entries(packages)) {
    const program = {
      title: `The reader ${name}`,
      sources: join(root, 'tools/infra/readers', folder),
      project: 'reader.csproj',
      cache: join(root, '.cache/readers'),
    };
    paths[name] = await buildDotnetProgram(program, 'reader.dll');
  }
  return paths;
};

export type Reading = { operations: number; problems: readonly string[] };

/** What each reader says about the OpenAPI document in a file. */
export const readWithEach = async (paths: ReaderPaths, file: string): Promise<Readonly<Record<string, Reading>>> => {
  const readings: Record<string, Reading> = {};
  for (const [name, path] of Object.entries(paths)) {
    readings[name] = JSON.parse((await run('dotnet', [path, file])).stdout);
  }
  return readings;
};
