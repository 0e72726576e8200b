import { inspectJpeg, isSupported } from '../../../src/adapters/sharp/inspect-jpeg.ts';
import { parseFrame } from '../../../src/adapters/sharp/jpeg-frame.ts';
import { EOI, frame, SOI, scan, segment } from './jpeg-parts.ts';

const DATA = Buffer.from([1, 2, 3]);

const inspect = (...parts: Buffer[]) => inspectJpeg(Buffer.concat([SOI, ...parts]));
const costOf = (...parts: Buffer[]) => inspect(...parts).scanCost;

test('the cost of a scan depends on the blocks that it visits', () => {
  expect(costOf(frame(), scan(), DATA, EOI)).toBe(22 * 6);
  expect(costOf(frame(), scan([1]), DATA, scan([2]), DATA, EOI)).toBe(22 * 4 + 22);
  expect(costOf(frame(), EOI)).toBe(0);
});

test('a refining scan costs more for each coefficient that it covers', () => {
  expect(costOf(frame(0xc2), scan([1], [1, 10, 0x21]))).toBeCloseTo((22 + 14) * 4);
  expect(costOf(frame(0xc2), scan([1], [1, 10, 0x01]))).toBe(22 * 4);
  expect(costOf(frame(0xc2), scan([1], [10, 1, 0x21]))).toBe(22 * 4);
});

test('the first frame counts, and no scan before it', () => {
  const small = { width: 8, height: 8, components: [[1, 1, 1]] } as const;

  expect(costOf(scan(), DATA, frame(0xc0, small), frame(), scan([1]), DATA)).toBe(22);
  expect(inspect(frame(0xc1, small), frame()).frame?.marker).toBe(0xc1);
});

test('arithmetic coding must not be decoded at any size', () => {
  expect(costOf(frame(0xc9), scan())).toBe(Number.POSITIVE_INFINITY);
});

test.each([
  [100, 22 * 100],
  [101, Number.POSITIVE_INFINITY],
])('%i scans cost %d', (count, expected) => {
  expect(costOf(frame(), ...Array.from({ length: count }, () => scan([2])))).toBe(expected);
});

test.each([
  [10_000, 0],
  [10_001, Number.POSITIVE_INFINITY],
])('%i segments cost %d', (count, expected) => {
  expect(costOf(...Array.from({ length: count }, () => segment(0xe1, [])))).toBe(expected);
});

test('once it costs too much, nothing further is read', () => {
  const large = frame(0xc0, { width: 65_535, height: 65_535 });
  const one = costOf(large, scan());

  expect(one).toBeLessThan(3_500_000_000);
  expect(costOf(large, scan(), scan())).toBe(2 * one);
  expect(costOf(large, scan(), scan(), scan())).toBe(2 * one);
});

test('an end marker counts wherever it comes, but only after a marker', () => {
  expect(inspect(frame(), scan(), DATA, EOI).hasEnd).toBe(true);
  expect(inspect(frame(), scan(), DATA).hasEnd).toBe(false);
  expect(inspect(frame(), scan(), DATA, EOI, DATA).hasEnd).toBe(true);
  expect(inspect().hasEnd).toBe(false);
});

const whole = [
  scan([1, 2, 3], [0, 0, 0x01]),
  scan([1, 2, 3], [0, 0, 0x10]),
  scan([2], [1, 63, 0]),
  scan([3], [1, 63, 0]),
];

test.each<[string, Buffer[], boolean]>([
  ['a sequential one with all components', [frame(), scan()], true],
  ['a sequential one with all components, one by one', [frame(), scan([1]), scan([2]), scan([3])], true],
  ['a sequential one that lacks a component', [frame(), scan([1, 2])], false],
  ['one without a scan', [frame()], false],
  ['one without a frame', [scan()], false],
  ['a progressive one with all bits', [frame(0xc2), ...whole, scan([1], [1, 63, 0])], true],
  ['a progressive one that lacks coefficients', [frame(0xc2), ...whole, scan([1], [1, 62, 0])], false],
  ['a progressive one that lacks bits', [frame(0xc2), ...whole, scan([1], [1, 63, 0x01])], false],
  ['a progressive one that lacks a component', [frame(0xc2), ...whole], false],
])('%s is whole: %p %p', (_, parts, expected) => {
  expect(inspect(...parts).isWhole).toBe(expected);
});

const three = [
  [1, 1, 1],
  [2, 1, 1],
  [3, 1, 1],
] as const;
const four = [...three, [4, 1, 1]] as const;

test.each([
  [0xc0, 8, three, true],
  [0xc1, 8, four, true],
  [0xc2, 8, three.slice(0, 1), true],
  [0xc9, 8, three, true],
  [0xc3, 8, three, false],
  [0xc1, 12, three, false],
  [0xc0, 8, three.slice(0, 2), false],
  [0xc0, 8, [...four, [5, 1, 1]] as const, false],
])('a frame %i of %i bits with the components %j is supported: %j', (marker, precision, components, expected) => {
  expect(isSupported(parseFrame(frame(marker, { precision, components })))).toBe(expected);
});
