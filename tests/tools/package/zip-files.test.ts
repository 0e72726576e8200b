import { unzipFiles, zipFiles } from '../../../tools/package/zip-files.ts';

const files = new Map([
  ['host.json', Buffer.from('{}')],
  ['dist/app/main.js', Buffer.from('main'.repeat(1000))],
]);

test('the same files make the same bytes', () => {
  expect(Buffer.compare(zipFiles(files), zipFiles(new Map(files)))).toBe(0);
});

test('every entry is as old as a zip can say, whatever the clock and the time zone', () => {
  const header = Buffer.from(zipFiles(files)).subarray(0, 30);
  const [time, date] = [header.readUInt16LE(10), header.readUInt16LE(12)];
  expect([time, date]).toEqual([0, (0 << 9) | (1 << 5) | 1]);
});

test('the files come out as they went in', () => {
  const out = unzipFiles(zipFiles(files));
  expect([...out.keys()]).toEqual([...files.keys()]);
  expect(Buffer.from(out.get('dist/app/main.js') ?? []).toString()).toBe('main'.repeat(1000));
});

test.each(['../evil', '/evil', 'a/../../evil', 'a\\..\\evil'])('a zip with %s is not unpacked', (path) => {
  expect(() => unzipFiles(zipFiles(new Map([[path, Buffer.from('x')]])))).toThrow('outside its folder');
});
