import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findExpressionChecker } from '../../../tools/infra/find-expression-checker.ts';

const path = process.env.PATH;
let root: string;

/**
 * A fake build: writes the program, exits with this code (as if killed half-way) and counts the
 * builds.
 */
const dotnet = async (code: number): Promise<void> => {
  const file = join(root, 'bin/dotnet');
  await writeFile(
    file,
    `#!/bin/sh
case $1 in
--list-sdks) echo '10.0.100 [/sdk]';;
build)
  while [ "$1" != -o ]; do shift; done
  mkdir -p "$2"; echo half > "$2/checker.dll"; echo build >> '${root}/builds'; exit ${code};;
esac
`,
  );
  await chmod(file, 0o755);
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hearth-checker-'));
  await mkdir(join(root, 'bin'));
  await mkdir(join(root, 'tools/infra/expressions/checker'), { recursive: true });
  await writeFile(join(root, 'tools/infra/expressions/checker/checker.csproj'), '<Project />');
  process.env.PATH = `${join(root, 'bin')}:${path}`;
});

afterEach(async () => {
  process.env.PATH = path;
  await rm(root, { recursive: true });
});

test('a build that broke off is not taken for whole, and leaves nothing behind', async () => {
  await dotnet(1);

  await expect(findExpressionChecker(root)).rejects.toThrow('cannot be built');
  await expect(findExpressionChecker(root)).rejects.toThrow('cannot be built');
  expect(await readdir(join(root, '.cache/expressions'))).toEqual([]);
});

test('a whole one is built once', async () => {
  await dotnet(0);
  const first = await findExpressionChecker(root);
  await dotnet(1);

  expect(await findExpressionChecker(root)).toEqual(first);
  expect(first).toEqual({ command: expect.arrayContaining([expect.stringMatching(/checker\.dll$/)]) });
});

test('two that build at once both get it', async () => {
  await dotnet(0);
  const [one, other] = await Promise.all([findExpressionChecker(root), findExpressionChecker(root)]);

  expect(one).toEqual(other);
  expect(await readdir(join(root, '.cache/expressions'))).toHaveLength(1);
});
