import { readFileSync } from 'node:fs';
import { billOfMaterials, bundledFiles, packagesOf } from '../../../tools/package/bill-of-materials.ts';
import { parseLockFile } from '../../../tools/package/lock-closure.ts';

const integrity = `sha512-${Buffer.from('checksum').toString('base64')}`;
const app = { name: 'hearth', version: '1.0.0', sha256: 'ab12' };
const lock = {
  'node_modules/@a/b': { version: '1.2.3', license: 'MIT', integrity },
  'node_modules/c/node_modules/d': { version: '2.0.0', license: '(MIT OR Apache-2.0)', integrity },
  'node_modules/e': { version: '3.0.0', integrity },
};

test('each package is named with its version, license and checksum', () => {
  const { components } = billOfMaterials({ ...app, packages: ['node_modules/@a/b'] }, lock);
  expect(components).toEqual([
    {
      type: 'library',
      'bom-ref': 'pkg:npm/%40a/b@1.2.3',
      name: '@a/b',
      version: '1.2.3',
      purl: 'pkg:npm/%40a/b@1.2.3',
      hashes: [{ alg: 'SHA-512', content: Buffer.from('checksum').toString('hex') }],
      licenses: [{ license: { id: 'MIT' } }],
    },
  ]);
});

test('a choice of licenses is an expression, and none is none', () => {
  const packages = ['node_modules/c/node_modules/d', 'node_modules/e'];
  const { components } = billOfMaterials({ ...app, packages }, lock);
  expect(components.map(({ name, licenses }) => [name, licenses])).toEqual([
    ['d', [{ expression: '(MIT OR Apache-2.0)' }]],
    ['e', []],
  ]);
});

test('a package that is kept in the repository is named with the checksum of its script', () => {
  const vendored = [{ name: '@f/g', version: '4.0.0', license: 'MIT', sha256: 'cd34' }];
  expect(billOfMaterials({ ...app, packages: [], vendored }, lock).components).toEqual([
    expect.objectContaining({ purl: 'pkg:npm/%40f/g@4.0.0', hashes: [{ alg: 'SHA-256', content: 'cd34' }] }),
  ]);
});

test('the bill names the zip by its checksum, and is the same every time', () => {
  const bill = billOfMaterials({ ...app, packages: ['node_modules/e'] }, lock);
  expect(bill.metadata.component.hashes).toEqual([{ alg: 'SHA-256', content: 'ab12' }]);
  expect(JSON.stringify(bill)).not.toMatch(/timestamp|serialNumber/);
});

test('code of a package that is not locked is an error', () => {
  expect(() => billOfMaterials({ ...app, packages: ['node_modules/x'] }, lock)).toThrow('has no node_modules/x');
});

test('a package without a checksum is an error', () => {
  const unsafe = { 'node_modules/e': { version: '3.0.0' } };
  expect(() => billOfMaterials({ ...app, packages: ['node_modules/e'] }, unsafe)).toThrow('no sha512');
});

test('only what leaves bytes in the bundle counts', () => {
  const inputs = { 'node_modules/a/x.js': { bytesInOutput: 1 }, 'node_modules/b/y.js': { bytesInOutput: 0 } };
  expect(packagesOf(bundledFiles(JSON.stringify({ outputs: { 'main.js': { inputs } } })))).toEqual(['node_modules/a']);
});

test('the bundle contains packages that are locked, and none for development', () => {
  const locked = parseLockFile(readFileSync('package-lock.json', 'utf8'));
  const metaFiles = ['dist/app.meta.json', 'dist/telemetry.meta.json'].map((file) => readFileSync(file, 'utf8'));
  const packages = packagesOf(metaFiles.flatMap(bundledFiles));
  const { components } = billOfMaterials({ ...app, packages }, locked);

  expect(components.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['@azure/cosmos', '@opentelemetry/sdk-metrics', 'jose', 'zod']),
  );
  expect(packages.filter((path) => locked[path]?.dev === true)).toEqual([]);
});
