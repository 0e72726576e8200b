import { readFileSync } from 'node:fs';
import { parseLockFile } from '../tools/package/lock-closure.ts';

const text = readFileSync('package-lock.json', 'utf8');
const manifest: { dependencies: Record<string, string>; devDependencies: Record<string, string> } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);

test('the lock file names no registry, so that it serves behind any', () => {
  // The program of this repository is linked from its folder.
  expect(text.match(/"resolved": .*/g)).toEqual(['"resolved": "bin",']);
  expect(text.match(/"(?:https?|git\+\w+|file):[^"]*registry[^"]*"/g)).toBeNull();
  expect(readFileSync('.npmrc', 'utf8')).toMatch(/^omit-lockfile-registry-resolved=true$/m);
  expect(readFileSync('.npmrc', 'utf8')).not.toMatch(/registry=|_auth/);
});

test('every package of the lock file has a checksum, but for those that come inside another', () => {
  const own = ['', 'bin', 'node_modules/hearth-program'];
  const packages = Object.entries(parseLockFile(text)).filter(([path]) => !own.includes(path));
  const bare = packages.filter(
    ([, locked]) => !String(locked.integrity).startsWith('sha512-') && !('inBundle' in locked),
  );
  expect(bare.map(([path]) => path)).toEqual([]);
});

test('direct dependencies are of one exact version, the one that SECURITY.md names', () => {
  const security = readFileSync('SECURITY.md', 'utf8');
  const { 'hearth-program': own, ...others } = { ...manifest.dependencies, ...manifest.devDependencies };
  expect(own).toBe('file:bin');
  for (const version of Object.values(others)) expect(version).toMatch(/^\d+\.\d+\.\d+(-beta\.\d+)?$/);
  for (const [name, version] of Object.entries(manifest.dependencies)) {
    expect(security).toContain(`\`${name}\``);
    expect(security).toContain(version);
  }
});
