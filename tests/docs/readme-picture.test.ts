import { readFileSync, statSync } from 'node:fs';
import sharp from 'sharp';

test('the first picture of the README is there, wide enough for sharp text, and loads quickly', async () => {
  const [, file = ''] = /!\[[^\]]+\]\(([^)]+)\)/.exec(readFileSync('README.md', 'utf8')) ?? [];
  const { width } = await sharp(file).metadata();

  expect(width).toBeGreaterThan(1800);
  expect(statSync(file).size).toBeLessThan(300_000);
});
