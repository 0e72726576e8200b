import { inspectJpeg } from '../../../src/adapters/sharp/inspect-jpeg.ts';
import { repairJpeg } from '../../../src/adapters/sharp/repair-jpeg.ts';
import { ascii, EOI, frame, SOI, scan, segment } from './jpeg-parts.ts';

const DATA = Buffer.from([1, 2, 3]);
const STRAY = Buffer.from([7, 7]);

const repair = (...parts: Buffer[]): Uint8Array => {
  const jpeg = Buffer.concat([SOI, ...parts]);
  return repairJpeg(jpeg, inspectJpeg(jpeg));
};

const jfif = (version: number, length = 14): Buffer =>
  segment(0xe0, [...ascii('JFIF\0'), version, 1, 0, 0, 1, 0, 1, 0, 0].slice(0, length));
const adobe = (transform: number, length = 12): Buffer =>
  segment(0xee, [...ascii('Adobe'), 0, 100, 0, 0, 0, 0, transform].slice(0, length));

const cmyk = frame(0xc0, {
  components: [
    [1, 1, 1],
    [2, 1, 1],
    [3, 1, 1],
    [4, 1, 1],
  ],
});
const rest = [scan(), DATA, EOI];

test.each<[string, Buffer[], Buffer[]]>([
  ['version 2 of JFIF becomes 1', [jfif(2), frame(), ...rest], [jfif(1), frame(), ...rest]],
  ['version 0 of JFIF becomes 1', [jfif(0, 7), frame(), ...rest], [jfif(1, 7), frame(), ...rest]],
  ['transform 2 of three components becomes 1', [adobe(2), frame(), ...rest], [adobe(1), frame(), ...rest]],
  ['transform 1 of four components becomes 2', [adobe(1), cmyk, ...rest], [adobe(2), cmyk, ...rest]],
  ['the numbers of a scan', [frame(), scan([1, 2, 3], [0, 0, 0]), DATA, EOI], [frame(), ...rest]],
  ['the first number of a scan', [frame(), scan([1, 2, 3], [1, 63, 0]), DATA, EOI], [frame(), ...rest]],
  ['the last number of a scan', [frame(), scan([1, 2, 3], [0, 63, 1]), DATA, EOI], [frame(), ...rest]],
  [
    'bytes between segments go',
    [frame(), STRAY, segment(0xe1, [1]), STRAY, ...rest],
    [frame(), segment(0xe1, [1]), ...rest],
  ],
  ['a missing end after whole scans is added', [frame(), scan(), DATA], [frame(), ...rest]],
])('repaired: %s', (_, broken, expected) => {
  expect(Buffer.from(repair(...broken))).toEqual(Buffer.concat([SOI, ...expected]));
});

test.each<[string, Buffer[]]>([
  ['a sound file', [jfif(1), adobe(1), frame(), ...rest]],
  ['a header that is too short for a version', [jfif(2, 6), frame(), ...rest]],
  ['another header of the same marker', [segment(0xe0, [...ascii('JFXX\0'), 2, 1, 0]), frame(), ...rest]],
  ['a transform of 0', [adobe(0), frame(), ...rest]],
  ['the usual transform of four components', [adobe(2), cmyk, ...rest]],
  ['a header that is too short for a transform', [adobe(2, 11), frame(), ...rest]],
  [
    'another header with the marker of Adobe',
    [segment(0xee, [...ascii('Other'), 0, 100, 0, 0, 0, 0, 2]), frame(), ...rest],
  ],
  ['the scan of a progressive file', [frame(0xc2), scan([1, 2, 3], [0, 0, 1]), DATA, EOI]],
  ['a scan that is too short to have numbers', [frame(), segment(0xda, [1, 1, 0, 0, 0]), DATA, EOI]],
  ['a missing end after scans that are not whole', [frame(), scan([1]), DATA]],
  ['a file without a frame', [jfif(2), STRAY, scan(), DATA]],
])('left as it is, and not even copied: %s', (_, parts) => {
  const jpeg = Buffer.concat([SOI, ...parts]);

  expect(repairJpeg(jpeg, inspectJpeg(jpeg))).toBe(jpeg);
});
