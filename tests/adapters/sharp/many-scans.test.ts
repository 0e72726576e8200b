import { hiddenScans, manyScans } from './many-scans.ts';
import { rejectionOf, render } from './render.ts';
import { scene } from './test-images.ts';

const size = { width: 60, height: 40 };

/** The JPEG with a segment inserted after its first two bytes. */
const withSegment = (jpeg: Buffer, segment: Buffer): Buffer =>
  Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);

test('rejects a JPEG with thousands of scans, each of which costs a pass over all pixels', async () => {
  expect(await rejectionOf(await manyScans(size, 2_647))).toBe('too_complex');
  expect(await rejectionOf(await manyScans(size, 101))).toBe('too_complex');
});

test('renders a JPEG of a hundred scans', async () => {
  expect(await render(await manyScans(size, 100))).toMatchObject(size);
});

test('counts scans behind a wrong length that the decoder does not read', async () => {
  const jpeg = await manyScans(size, 101);
  const hidden = withSegment(jpeg, Buffer.from([0xff, 0x01, 0x7f, 0xff]));
  expect(await rejectionOf(hidden)).toBe('too_complex');
  expect(await rejectionOf(await hiddenScans(size, 101))).toBe('too_complex');
});

test('rejects a JPEG of more than 10,000 segments, since a decoder keeps a copy of each', async () => {
  const jpeg = await scene(size).jpeg().toBuffer();
  const withComments = (count: number) => withSegment(jpeg, Buffer.alloc(4 * count, Buffer.from([0xff, 0xfe, 0, 2])));

  expect(await render(withComments(9_900))).toMatchObject(size);
  expect(await rejectionOf(withComments(10_000))).toBe('too_complex');
});

test('does not count the scans of a thumbnail inside a segment', async () => {
  const scans = Buffer.from([0xff, 0xda, 0, 8]);
  const thumbnail = Buffer.concat(Array.from({ length: 200 }, () => scans));
  const head = Buffer.from([0xff, 0xe5, (thumbnail.length + 2) >> 8, (thumbnail.length + 2) & 0xff]);
  const jpeg = withSegment(await scene(size).jpeg().toBuffer(), Buffer.concat([head, thumbnail]));

  expect(await render(jpeg)).toMatchObject(size);
});
