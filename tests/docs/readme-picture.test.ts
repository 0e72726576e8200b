import { readFileSync } from 'node:fs';
import sharp from 'sharp';

test('the first picture of the README is there, wide enough for sharp text, and loads quickly', async () => {
  const [, file = ''] = /!\[[^\]]+\]\(([^)]+)\)/.exec(readFileSync('README.md', 'utf8')) ?? [];
  // As bytes: once the app has rendered an image in this process, sharp reads no files.
  const picture = readFileSync(file);
  const { width } = await sharp(picture).metadata();

  expect(width).toBeGreaterThan(1800);
  expect(picture.byteLength).toBeLessThan(300_000);
});
