import {
  isArithmetic,
  isFrame,
  isProgressive,
  isSequential,
  parseFrame,
  parseScan,
} from '../../../src/adapters/sharp/jpeg-frame.ts';
import { frame, scan } from './jpeg-parts.ts';

const markers = Array.from({ length: 0x14 }, (_, n) => 0xbe + n);

test('the markers of frames are those from C0 to CF without tables', () => {
  expect(markers.filter(isFrame)).toEqual([
    0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf,
  ]);
});

test('the marker names the process', () => {
  const frames = markers.filter(isFrame).map((marker) => parseFrame(frame(marker)));
  const those = (is: typeof isProgressive) => frames.filter(is).map(({ marker }) => marker);

  expect(those(isSequential)).toEqual([0xc0, 0xc1]);
  expect(those(isProgressive)).toEqual([0xc2]);
  expect(those(isArithmetic)).toEqual([0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);
});

test.each([
  [16, 16, [4, 1, 1]],
  [17, 16, [8, 2, 2]],
  [16, 17, [8, 2, 2]],
  [1, 1, [4, 1, 1]],
  [0x201, 0x110, [33 * 2 * 17 * 2, 33 * 17, 33 * 17]],
])('of %i x %i pixels, the components have %j blocks', (width, height, blocks) => {
  const parsed = parseFrame(frame(0xc2, { width, height }));

  expect(parsed).toEqual({
    marker: 0xc2,
    precision: 8,
    components: blocks.map((count, index) => ({ id: index + 1, blocks: count })),
  });
});

test('sampling counts on each side by itself', () => {
  const components = [
    [7, 4, 1],
    [8, 1, 2],
  ] as const;

  expect(parseFrame(frame(0xc0, { width: 64, height: 64, components })).components).toEqual([
    { id: 7, blocks: 2 * 4 * 4 * 1 },
    { id: 8, blocks: 2 * 1 * 4 * 2 },
  ]);
});

test('missing bytes of a frame count as zero', () => {
  expect(parseFrame(frame().subarray(0, 4))).toEqual({ marker: 0xc0, precision: 0, components: [] });
  expect(parseFrame(frame().subarray(0, 10)).components).toEqual(Array(3).fill({ id: 0, blocks: 0 }));
});

const sequential = parseFrame(frame(0xc1));
const progressive = parseFrame(frame(0xc2));

test('a scan of a sequential frame has everything of its components, whatever it says', () => {
  expect(parseScan(scan([1, 3], [5, 6, 0x21]), sequential)).toEqual({
    ids: [1, 3],
    first: 0,
    last: 63,
    refines: false,
    missingBits: 0,
  });
});

test.each([
  [[0, 0, 0x01], { first: 0, last: 0, refines: false, missingBits: 1 }],
  [[1, 63, 0x21], { first: 1, last: 63, refines: true, missingBits: 1 }],
  [[6, 255, 0x10], { first: 6, last: 63, refines: true, missingBits: 0 }],
])('a scan of a progressive frame that ends with %j', (numbers, expected) => {
  expect(parseScan(scan([2], numbers), progressive)).toEqual({ ids: [2], ...expected });
});

test('a scan has four components at most, and missing bytes of it count as zero', () => {
  expect(parseScan(scan([1, 2, 3, 4, 5]), progressive).ids).toEqual([1, 2, 3, 4]);
  expect(parseScan(scan([1]).subarray(0, 4), progressive)).toEqual({
    ids: [],
    first: 0,
    last: 0,
    refines: false,
    missingBits: 0,
  });
});
