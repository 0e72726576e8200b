import { prepareUpload } from '../../../src/adapters/sharp/prepare-upload.ts';
import { EOI, frame, SOI, scan } from './jpeg-parts.ts';

test.each([
  [
    'of two components',
    frame(0xc0, {
      components: [
        [1, 1, 1],
        [2, 1, 1],
      ],
    }),
    'unsupported_format',
  ],
  ['without loss', frame(0xc3), 'unsupported_format'],
  ['coded arithmetically', frame(0xc9), 'too_complex'],
])('a JPEG %s is rejected before a decoder sees it', (_, head, rejected) => {
  expect(prepareUpload.jpeg(Buffer.concat([SOI, head, scan(), EOI]))).toEqual({ rejected });
});

test('a WebP with too many frames is rejected before a decoder sees it', () => {
  expect(prepareUpload.webp(Buffer.alloc(4 * 1_001, 'ANMF'))).toEqual({ rejected: 'too_complex' });
});

test('a JPEG without an end is repaired, and the result says that it had none', () => {
  const jpeg = Buffer.concat([SOI, frame(), scan(), Buffer.from([1])]);

  expect(prepareUpload.jpeg(jpeg)).toMatchObject({ bytes: Buffer.concat([jpeg, EOI]), hasEnd: false });
  expect(prepareUpload.jpeg(Buffer.concat([jpeg, EOI]))).toMatchObject({ hasEnd: true });
});
