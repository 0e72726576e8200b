import { readFileSync } from 'node:fs';
import { appLockFile, appManifest } from '../../../tools/package/app-manifest.ts';
import { type LockedPackage, lockClosure, parseLockFile } from '../../../tools/package/lock-closure.ts';

const packages = {
  '': { dependencies: { a: '1' } },
  'node_modules/a': { version: '1.0.0', dependencies: { b: '^2' }, optionalDependencies: { c: '1', gone: '1' } },
  'node_modules/a/node_modules/b': { version: '2.0.0', integrity: 'sha512-b2', dependencies: { d: '1' } },
  'node_modules/b': { version: '1.0.0' },
  'node_modules/c': { version: '1.0.0', optional: true, dev: true },
  'node_modules/d': { version: '1.0.0', dependencies: { a: '1' } },
  'node_modules/e': { version: '1.0.0' },
};

test('a package brings what it needs from where Node would find it, and nothing else', () => {
  expect(lockClosure(packages, ['a'])).toEqual({
    'node_modules/a': packages['node_modules/a'],
    'node_modules/a/node_modules/b': packages['node_modules/a/node_modules/b'],
    'node_modules/c': { version: '1.0.0', optional: true },
    'node_modules/d': packages['node_modules/d'],
  });
});

test('what is needed and missing is refused', () => {
  expect(() => lockClosure({ 'node_modules/a': { dependencies: { b: '1' } } }, ['a'])).toThrow('has no b');
  expect(() => lockClosure({}, ['a'])).toThrow('has no a');
});

test('a lock file of another version is refused', () => {
  expect(() => parseLockFile('{"lockfileVersion":1,"dependencies":{}}')).toThrow('version 3');
});

test('the deployed app depends only on sharp, in the version and with the integrity of the lock file', () => {
  const locked = parseLockFile(readFileSync('package-lock.json', 'utf8'));
  const closure = lockClosure(locked, ['sharp']);
  const manifest = appManifest({ name: 'hearth', version: '1.0.0', main: 'main.js', node: '>=20' }, closure);

  expect(manifest.dependencies).toEqual({ sharp: locked['node_modules/sharp']?.version });

  const written = new Map<string, LockedPackage>(Object.entries(appLockFile(manifest, closure).packages));
  const native = written.get('node_modules/@img/sharp-linux-x64');

  expect(native?.integrity).toMatch(/^sha512-/);
  expect(native?.integrity).toBe(locked['node_modules/@img/sharp-linux-x64']?.integrity);
});
