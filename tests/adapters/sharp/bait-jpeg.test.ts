import { baitJpeg } from '../../../src/adapters/sharp/bait-jpeg.ts';
import { EOI, frame, SOI, scan, segment } from './jpeg-parts.ts';

const BAIT = Buffer.alloc(32, Buffer.from([0xea, 0x35]));
const bytes = (...values: number[]): Buffer => Buffer.from(values);

const bait = (...parts: Buffer[]) => baitJpeg(Buffer.concat([SOI, ...parts]));

test('the bait comes after the data of each scan, and before each restart', () => {
  const [one, two, three, four] = [bytes(1), bytes(2, 0xff, 0, 2), bytes(3), bytes(4)];
  const restart = bytes(0xff, 0xd0);
  const baited = bait(frame(), scan([1]), one, restart, two, restart, three, scan([2]), four, EOI);

  expect(Buffer.from(baited ?? [])).toEqual(
    Buffer.concat([
      ...[SOI, frame(), scan([1])],
      ...[one, BAIT, restart, two, BAIT, restart, three, BAIT],
      ...[scan([2]), four, BAIT, EOI],
    ]),
  );
});

test('the bait comes before the fill bytes of a marker', () => {
  const baited = bait(frame(), scan(), bytes(1, 0xff, 0xff), EOI);

  expect(Buffer.from(baited ?? [])).toEqual(
    Buffer.concat([SOI, frame(), scan(), bytes(1), BAIT, bytes(0xff, 0xff), EOI]),
  );
});

test('a file that is cut off in a scan has its bait at the end', () => {
  expect(Buffer.from(bait(frame(), scan(), bytes(1)) ?? [])).toEqual(
    Buffer.concat([SOI, frame(), scan(), bytes(1), BAIT]),
  );
});

test('without a scan, nothing is changed', () => {
  const jpeg = Buffer.concat([SOI, frame(), segment(0xe1, [0xff, 0xd0]), EOI]);
  expect(baitJpeg(jpeg)).toBe(jpeg);
});

test.each([
  [99_999, true],
  [100_000, false],
])('a scan with %i restarts is baited: %j', (count, expected) => {
  const restarts = Buffer.alloc(3 * count, bytes(1, 0xff, 0xd0));
  expect(bait(frame(), scan(), restarts, EOI) !== undefined).toBe(expected);
});
