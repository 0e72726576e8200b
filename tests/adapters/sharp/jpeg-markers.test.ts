import { isRestart, nextMarker, segmentEnd, segmentsOf } from '../../../src/adapters/sharp/jpeg-markers.ts';
import { EOI, SOI, scan, segment } from './jpeg-parts.ts';

test.each([
  [0xcf, false],
  [0xd0, true],
  [0xd7, true],
  [0xd8, false],
])('marker %i is a restart: %j', (marker, expected) => {
  expect(isRestart(marker)).toBe(expected);
});

test.each<[string, number[], number, number]>([
  ['at once', [0xff, 0xe0], 0, 0],
  ['after other bytes', [1, 2, 0xff, 0xe0], 0, 2],
  ['behind where the search starts', [0xff, 0xe0, 3, 0xff, 0xe1], 1, 3],
  ['after a stuffed zero', [0xff, 0, 0xff, 0xe0], 0, 2],
  ['after a fill byte', [0xff, 0xff, 0xe0, 1], 0, 1],
  ['after fill bytes', [0xff, 0xff, 0xff, 0xe0], 0, 2],
  ['after restarts', [0xff, 0xd0, 5, 0xff, 0xd7, 0xff, 0xe0], 0, 5],
  ['nowhere', [1, 2, 3], 0, 3],
  ['nowhere in what is cut off', [1, 0xff], 0, 2],
  ['nowhere after the end', [0xff, 0xe0], 2, 2],
])('the next marker is %s', (_, bytes, from, expected) => {
  expect(nextMarker(Uint8Array.from(bytes), from)).toBe(expected);
});

test.each<[string, number[], number]>([
  ['TEM, without a length', [9, 0xff, 0x01, 1, 2], 3],
  ['a reserved marker, without a length', [9, 0xff, 0xbf, 1, 2], 3],
  ['a length of two bytes', [9, 0xff, 0xc0, 1, 2], 3 + 0x102],
  ['a length that is cut off', [9, 0xff, 0xc0], 3],
])('the end of a segment with %s', (_, bytes, expected) => {
  expect(segmentEnd(Uint8Array.from(bytes), 1)).toBe(expected);
});

test('segments have their header, and what follows it up to the next one; none comes after the end', () => {
  const data = Buffer.from([1, 2, 0xff, 0, 3, 0xff, 0xd0, 4]);
  const stray = Buffer.from([7, 7]);
  const jpeg = Buffer.concat([SOI, segment(0xe0, [1, 2]), stray, scan([1]), data, EOI, segment(0xe1, [3])]);

  expect([...segmentsOf(jpeg)]).toEqual([
    { marker: 0xe0, start: 2, end: 8, next: 10 },
    { marker: 0xda, start: 10, end: 20, next: 28 },
  ]);
});

test('a file without an end has segments up to its last byte', () => {
  expect([...segmentsOf(Buffer.concat([SOI, segment(0xe0, [1, 2])]))]).toEqual([
    { marker: 0xe0, start: 2, end: 8, next: 8 },
  ]);
  expect([...segmentsOf(SOI)]).toEqual([]);
});
