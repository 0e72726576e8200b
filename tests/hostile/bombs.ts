import { constants, deflateRawSync } from 'node:zlib';
import { manyScans } from '../adapters/sharp/many-scans.ts';
import { claimPngSize, plain, pngChunk, scene, splitPng } from '../adapters/sharp/test-images.ts';

const MIB = 1024 * 1024;

/** Zeros under zlib, compressed without holding them all in memory. */
const zeros = (mebibytes: number): Buffer => {
  const piece = deflateRawSync(Buffer.alloc(MIB), { finishFlush: constants.Z_FULL_FLUSH });
  const adler = Buffer.alloc(4);
  adler.writeUInt32BE((((mebibytes * MIB) % 65_521) * 65_536 + 1) >>> 0);
  const pieces = Array.from({ length: mebibytes }, () => piece);
  return Buffer.concat([Buffer.from([0x78, 0x9c]), ...pieces, Buffer.from([3, 0]), adler]);
};

const png = () => scene({ width: 60, height: 40 }).png().toBuffer();
const jpeg = () => scene({ width: 60, height: 40 }).jpeg().toBuffer();

const withChunks = async (count: number, chunk: Buffer): Promise<Buffer> => {
  const { start, header, rest } = splitPng(await png());
  return Buffer.concat([start, header, ...Array.from({ length: count }, () => chunk), rest]);
};

const packed = (name: string, mebibytes: number): Buffer =>
  pngChunk(name, Buffer.concat([Buffer.from('a\0\0', 'latin1'), zeros(mebibytes)]));

const behindHead = async (filling: Buffer): Promise<Buffer> => {
  const bytes = await jpeg();
  return Buffer.concat([bytes.subarray(0, 2), filling, bytes.subarray(2)]);
};

const SIDE = 7_000;
const square = () => plain({ width: SIDE, height: SIDE });

/** Files that are small but expensive to decode, within the limits or just outside. */
export const bombs: readonly { name: string; make: () => Promise<Buffer> }[] = [
  { name: '49 MP PNG', make: () => square().png().toBuffer() },
  { name: '49 MP PNG, interlaced', make: () => square().png({ progressive: true }).toBuffer() },
  { name: '49 MP JPEG, progressive', make: () => square().jpeg({ progressive: true }).toBuffer() },
  { name: '49 MP WebP, lossless', make: () => square().webp({ lossless: true, effort: 0 }).toBuffer() },
  { name: 'JPEG, 2,647 scans', make: () => manyScans({ width: SIDE, height: SIDE }, 2_647) },
  { name: 'JPEG, 100 scans of 9 MP', make: () => manyScans({ width: 3000, height: 3000 }, 100) },
  { name: '1 GiB in a PNG profile', make: () => withChunks(1, packed('iCCP', 1024)) },
  { name: '1 GiB in 50 PNG texts', make: () => withChunks(50, packed('zTXt', 20)) },
  { name: 'PNG of 1,600,000 chunks', make: () => withChunks(1_600_000, pngChunk('xxXx', Buffer.alloc(0))) },
  { name: 'JPEG of 300 profiles', make: () => behindHead(Buffer.alloc(300 * 65_537, profilePart)) },
  { name: 'JPEG, 19 MB of fill bytes', make: () => behindHead(Buffer.alloc(19 * MIB, 0xff)) },
  { name: 'PNG, 2,147,483,647 wide', make: async () => claimPngSize(await png(), { width: 2 ** 31 - 1, height: 1 }) },
  { name: 'PNG, 40,000,000 wide', make: async () => claimPngSize(await png(), { width: 40_000_000, height: 1 }) },
  { name: 'PNG, 900,000 high', make: () => plain({ width: 1, height: 900_000 }).png().toBuffer() },
];

const profilePart = Buffer.concat([
  Buffer.from([0xff, 0xe2, 0xff, 0xff]),
  Buffer.from('ICC_PROFILE\0\x01\xff', 'latin1'),
  Buffer.alloc(65_537 - 4 - 14),
]);
