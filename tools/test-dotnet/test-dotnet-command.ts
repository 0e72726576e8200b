import { spawn } from 'node:child_process';
import { Command } from 'commander';
import { hasDotnetSdk, MIN_SDK } from '../dotnet-sdk.ts';
import { startCloud } from './start-cloud.ts';

const FOLDER = 'tests/dotnet';
const SOLUTION = 'Hearth.Tests.slnx';
const LIMIT_MS = 600_000;

const quiet = { DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1', MSBUILDDISABLENODEREUSE: '1' };

/** Resolves to the exit code. */
const dotnet = (args: readonly string[], settings: Record<string, string> = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn('dotnet', args, {
      cwd: FOLDER,
      env: { ...process.env, ...quiet, ...settings },
      stdio: 'inherit',
      timeout: LIMIT_MS,
    });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });

const build = async (): Promise<number> =>
  (await dotnet(['restore', SOLUTION, '--locked-mode', '--verbosity', 'quiet'])) ||
  // Build servers would outlive this process.
  (await dotnet(['build', SOLUTION, '--no-restore', '--disable-build-servers', '--verbosity', 'quiet']));

const test = async (project: string | undefined, options: readonly string[]): Promise<number> => {
  const { settings, stop } = await startCloud();
  try {
    const what = project === undefined ? ['--solution', SOLUTION] : ['--project', project];
    return await dotnet(['test', ...what, '--no-build', ...options], settings);
  } finally {
    await stop();
  }
};

/** Tests the laptop cloud with the .NET clients that the real functions host uses. */
export const testDotnetCommand = (): Command =>
  new Command('test-dotnet')
    .description('Start the laptop cloud, and test it with the .NET clients of Azure.')
    .usage('[project] [options of dotnet test]')
    .argument('[project]', `one of the folders in ${FOLDER}; all by default`)
    .argument('[options...]', 'passed on, such as --filter-class "*Sending*"')
    .allowUnknownOption()
    .action(async (first: string | undefined, rest: string[]) => {
      if (!(await hasDotnetSdk())) {
        process.stdout.write(`.NET tests: NOT run. The .NET SDK ${MIN_SDK} or later is not installed.\n`);
        process.exitCode = process.env.CI === 'true' ? 1 : 0;
        return;
      }
      const isOption = first?.startsWith('-') ?? true;
      const project = isOption ? undefined : first;
      const options = isOption && first !== undefined ? [first, ...rest] : rest;
      process.exitCode = (await build()) || (await test(project, options));
    });
