import { execFile } from 'node:child_process';
import { access, chmod, copyFile, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errorMessage } from '../error-message.ts';

const run = promisify(execFile);

const VERSION = '0.49.2';
const LIMIT_MS = 300_000;

/** Files of `tools/infra` that say what to restore and which hash it must have. */
const PROJECT = ['bicep.csproj', 'packages.lock.json'];

const isPresent = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const describeFailure = (error: unknown): string => {
  const output = error !== null && typeof error === 'object' && 'stdout' in error ? String(error.stdout).trim() : '';
  return output || errorMessage(error);
};

/**
 * The compiler from its NuGet package, restored once into `.cache/bicep`. Throws if there is no
 * .NET SDK or no registry.
 */
const restoreCompiler = async (root: string): Promise<string> => {
  const cache = join(root, '.cache/bicep');
  const binary = join(cache, 'packages/azure.bicep.commandline.linux-x64', VERSION, 'tools/bicep');
  if (await isPresent(binary)) return binary;
  await mkdir(cache, { recursive: true });
  for (const name of PROJECT) await copyFile(join(root, 'tools/infra', name), join(cache, name));
  const options = ['--packages', join(cache, 'packages'), '--locked-mode', '--nologo'];
  await run('dotnet', ['restore', join(cache, 'bicep.csproj'), ...options], { timeout: LIMIT_MS });
  // The package does not preserve the executable bit.
  await chmod(binary, 0o755);
  return binary;
};

/** The Azure CLI keeps its copy here, and `az bicep version` installs it if needed. */
const installWithAzureCli = async (): Promise<string> => {
  await run('az', ['bicep', 'version'], { timeout: LIMIT_MS });
  return join(homedir(), '.azure/bin/bicep');
};

/**
 * The path of a working Bicep compiler: from its NuGet package, from the PATH, or from the Azure
 * CLI. Throws with the error of each of these and with what to install.
 */
export const findBicep = async (root: string): Promise<{ path: string; version: string }> => {
  const failures: string[] = [];
  for (const [origin, find] of [
    [`NuGet package Azure.Bicep.CommandLine.linux-x64 ${VERSION} (dotnet restore)`, () => restoreCompiler(root)],
    ['bicep from the PATH', async () => 'bicep'],
    ['az bicep', installWithAzureCli],
  ] as const) {
    try {
      const path = await find();
      const { stdout } = await run(path, ['--version'], { timeout: LIMIT_MS });
      return { path, version: stdout.trim() };
    } catch (error) {
      failures.push(`  ${origin}: ${describeFailure(error)}`);
    }
  }
  throw new Error(
    `No Bicep compiler was found. Install the .NET SDK, or Bicep 0.41 or later (https://aka.ms/bicep-install).\n${failures.join('\n')}`,
  );
};
