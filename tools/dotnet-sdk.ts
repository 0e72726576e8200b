import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const MIN_SDK = 10;
const LIMIT_MS = 300_000;

/** Whether a .NET SDK is installed that is new enough for the projects of this repository. */
export const hasDotnetSdk = async (): Promise<boolean> => {
  try {
    const { stdout } = await run('dotnet', ['--list-sdks'], { timeout: LIMIT_MS });
    return stdout.split('\n').some((line) => Number.parseInt(line, 10) >= MIN_SDK);
  } catch {
    return false;
  }
};
