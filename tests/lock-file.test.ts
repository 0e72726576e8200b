import { readFileSync } from 'node:fs';
import { parseLockFile } from '../tools/package/lock-closure.ts';

const text = readFileSync('package-lock.json', 'utf8');
const manifest: { dependencies: Record<string, string>; devDependencies: Record<string, string> } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);

test('the lock file names no registry, so that it serves behind any', () => {
  expect(text).not.toMatch(/"resolved":/);
  expect(text.match(/"(?:https?|git\+\w+|file):[^"]*registry[^"]*"/g)).toBeNull();
  expect(readFileSync('.npmrc', 'utf8')).toMatch(/^omit-lockfile-registry-resolved=true$/m);
  expect(readFileSync('.npmrc', 'utf8')).not.toMatch(/registry=|_auth/);
});

test('every package of the lock file has a checksum, but for those that come inside another', () => {
  const packages = Object.entries(parseLockFile(text)).filter(([path]) => path !== '');
  const bare = packages.filter(
    ([, locked]) => !String(locked.integrity).startsWith('sha512-') && !('inBundle' in locked),
  );
  expect(bare.map(([path]) => path)).toEqual([]);
});

test('direct dependencies are of one exact version, the one that SECURITY.md names', () => {
  const security = readFileSync('SECURITY.md', 'utf8');
  for (const version of Object.values({ ...manifest.dependencies, ...manifest.devDependencies })) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  }
  for (const [name, version] of Object.entries(manifest.dependencies)) {
    expect(security).toContain(`\`${name}\``);
    expect(security).toContain(version);
  }
});
