import { reportFormatFor, variantFormatFor } from '../../../src/functions/http/accept.ts';

test.each([
  ['no header', undefined, 'jpeg'],
  ['anything', '*/*', 'jpeg'],
  ['any image', 'image/*', 'jpeg'],
  ['Safari before 14, an image', 'image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5', 'jpeg'],
  ['Chrome, an image', 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8', 'webp'],
  ['Firefox, an image', 'image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5', 'webp'],
  [
    'Safari 14 and later, an image',
    'image/webp,image/avif,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5',
    'webp',
  ],
  ['Chrome, a page', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8', 'webp'],
  ['only JPEG', 'image/jpeg', 'jpeg'],
  ['only WebP', 'image/webp', 'webp'],
  ['JPEG rather', 'image/jpeg, image/webp;q=0.9', 'jpeg'],
  ['WebP rather', 'image/jpeg;q=0.5, image/webp;q=0.6', 'webp'],
  ['both alike', 'image/jpeg, image/webp', 'webp'],
  ['everything but WebP', 'image/webp;q=0, */*', 'jpeg'],
  ['everything but WebP, in three decimals', 'image/*, image/webp;q=0.000', 'jpeg'],
  ['everything but JPEG', 'image/jpeg;q=0, image/*', 'webp'],
  ['the more specific range counts, wherever it stands', '*/*;q=1, image/*;q=0.1, image/webp;q=0', 'jpeg'],
  ['a range of images goes before a range of all', 'image/jpeg;q=0, */*;q=0, image/*', 'webp'],
  ['capitals', 'IMAGE/WEBP;Q=1', 'webp'],
  ['capitals that refuse', 'image/jpeg, IMAGE/WEBP;Q=0', 'jpeg'],
  ['spaces and tabs', ' image/jpeg ; q=0.2 ,\timage/webp ;\tq=0.3', 'webp'],
  ['other parameters', 'image/webp;level=1;q=0.1, image/jpeg;q=0.2', 'jpeg'],
  ['nothing of ours', 'text/html', 'jpeg'],
  ['nothing', '', 'jpeg'],
  ['nothing but commas', ',,,', 'jpeg'],
  ['a weight that is none', 'image/webp;q=x, image/jpeg', 'jpeg'],
  ['a weight that is empty', 'image/webp;q=, image/jpeg;q=0.1', 'jpeg'],
  ['a weight below nothing', 'image/webp;q=-1, image/jpeg', 'jpeg'],
  ['JSON', 'application/json', 'jpeg'],
  ['names of objects', 'constructor, __proto__, toString', 'jpeg'],
])('%s: %j gets %s', (_, accept, format) => {
  expect(variantFormatFor(accept)).toBe(format);
});

test.each([
  ['no header', undefined, 'json'],
  ['anything', '*/*', 'json'],
  ['JSON', 'application/json', 'json'],
  ['CSV', 'text/csv', 'csv'],
  ['CSV with parameters', 'text/csv; charset=utf-8; header=present', 'csv'],
  ['any text', 'text/*', 'csv'],
  ['CSV rather', 'text/csv, application/json;q=0.9', 'csv'],
  ['JSON rather', 'text/csv;q=0.9, application/json', 'json'],
  ['both alike', 'text/csv, application/json', 'json'],
  ['CSV, else anything', 'text/csv, */*;q=0.1', 'csv'],
  ['everything but JSON', 'application/json;q=0, */*', 'csv'],
  ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'json'],
  ['nothing of ours', 'image/png', 'json'],
])('a report: %s: %j gets %s', (_, accept, format) => {
  expect(reportFormatFor(accept)).toBe(format);
});

test('a long header takes no time', () => {
  const start = performance.now();
  variantFormatFor(`${'image/*;q=0.1, '.repeat(5_000)}image/webp${';'.repeat(50_000)}${' '.repeat(50_000)}`);
  expect(performance.now() - start).toBeLessThan(30_000);
});
