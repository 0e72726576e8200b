import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const withoutDotnet = (env: Record<string, string>) =>
  run(process.execPath, ['dist/tools/cli.js', 'test-dotnet'], { env: { PATH: '', ...env } });

test('without .NET one line says so, and nothing fails', async () => {
  const { stdout } = await withoutDotnet({});

  expect(stdout).toMatch(/^\.NET tests: NOT run\. The \.NET SDK \d+ or later is not installed\.\n$/);
});

test('without .NET the run fails in CI', async () => {
  await expect(withoutDotnet({ CI: 'true' })).rejects.toMatchObject({ code: 1 });
});
