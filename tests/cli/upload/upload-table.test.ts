import { stripVTControlCharacters } from 'node:util';
import type { UploadOutcome } from '../../../cli/upload/upload.ts';
import { uploadTable } from '../../../cli/upload/upload-table.ts';

const url = 'http://127.0.0.1:7071/api/v1/images/enamel-kettle-with-a-long-name/rp9irs4nmh11vgr8tn29lf17qg';
const variant = { width: 800, height: 600, bytes: 1 };

const ready: UploadOutcome = {
  file: '/home/somebody/pictures/2026/summer/a-photo-with-a-name-that-goes-on-and-on.jpeg',
  bytes: 20 * 1024 * 1024,
  contentType: 'image/jpeg',
  status: 'ready',
  width: 12_000,
  height: 10_000,
  variants: [
    { ...variant, format: 'webp', url: `${url}/800` },
    { ...variant, format: 'jpeg', url: `${url}/800` },
    { ...variant, format: 'webp', url: `${url}/400` },
  ],
  seconds: 123.4,
};
const refused: UploadOutcome = {
  file: 'notes.txt',
  bytes: 5,
  contentType: 'text/plain',
  status: 'refused',
  reason: 'validation_failed',
  detail: `/contentType: This is not on the list of what may be uploaded.\n${'x'.repeat(100)}`,
  variants: [],
  seconds: 0,
};

const lines = (...outcomes: UploadOutcome[]): string[] => stripVTControlCharacters(uploadTable(outcomes)).split('\n');

test('fits into 80 columns, whatever it tells', () => {
  const table = lines(ready, refused).filter((line) => /^[│┌├└]/.test(line));
  expect(table.length).toBeGreaterThan(4);
  for (const line of table) expect(line.length).toBeLessThanOrEqual(80);
});

test('has each address of a variant whole, on a line of its own, once', () => {
  const addresses = lines(ready, refused).filter((line) => line.includes('http'));
  expect(addresses).toEqual([`${url}/800`, `${url}/400`]);
});

test('leaves out nothing of what was refused', () => {
  const text = lines(refused)
    .join(' ')
    .replaceAll(/[\s│]+/g, ' ');

  expect(text).toContain('validation_failed');
  expect(text.replaceAll(' ', '')).toContain('Thisisnotonthelistofwhatmaybeuploaded.');
  expect(text.match(/x/g)?.length).toBeGreaterThanOrEqual(100);
});
