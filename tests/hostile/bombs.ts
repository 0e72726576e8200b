import { constants, deflateRawSync } from 'node:zlib';
import { manyFrames } from '../adapters/sharp/many-frames.ts';
import { hiddenScans, manyScans, refiningScans } from '../adapters/sharp/many-scans.ts';
import { claimPngSize, plain, pngChunk, scene, splitPng, withStrayBytes } from '../adapters/sharp/test-images.ts';
import { dearPng } from './dear-png.ts';
import { foundFile } from './found-file.ts';
import { noise } from './noise.ts';
import { tableProfile } from './table-profile.ts';

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

const withProfile = async (image: Promise<Buffer>): Promise<Buffer> => {
  const profile = tableProfile();
  const head = Buffer.from([0xff, 0xe2, (profile.length + 16) >> 8, (profile.length + 16) & 0xff]);
  const bytes = await image;
  const part = [head, Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), profile];
  return Buffer.concat([bytes.subarray(0, 2), ...part, bytes.subarray(2)]);
};

/** With bytes that a decoder meets last, after all of its work: it is then run again. */
const withStrayEnd = async (image: Promise<Buffer>): Promise<Buffer> =>
  withStrayBytes(await image, 0xd9, Buffer.from('a few bytes that belong to nothing'));

const SIDE = 7_000;
const SQUARE = { width: SIDE, height: SIDE };
/** The variants of a tall image are as large as variants can be. */
const TALL = { width: 800, height: 16_383 };
const square = () => plain(SQUARE);
const dense = { progressive: true, chromaSubsampling: '4:4:4', quality: 20 } as const;

type Bomb = { name: string; make: () => Promise<Buffer> };

const jpegs: readonly Bomb[] = [
  { name: '49 MP JPEG, progressive', make: () => square().jpeg({ progressive: true }).toBuffer() },
  { name: '49 MP JPEG of noise, progressive', make: () => noise(SQUARE, 127).jpeg(dense).toBuffer() },
  { name: 'tall JPEG of noise with a profile', make: () => withProfile(noise(TALL, 100).jpeg(dense).toBuffer()) },
  { name: 'JPEG, 51 arithmetic scans of 49 MP', make: async () => foundFile('arithmetic-51-scans.jpg') },
  { name: 'JPEG, 2,647 scans', make: () => manyScans(SQUARE, 2_647) },
  { name: 'JPEG, 100 scans of 9 MP', make: () => manyScans({ width: 3000, height: 3000 }, 100) },
  { name: 'JPEG, 100 scans of 49 MP', make: () => manyScans(SQUARE, 100) },
  { name: 'JPEG, 28 refining scans of 49 MP', make: () => refiningScans(SQUARE, 28) },
  { name: 'JPEG, 42 refining scans of 49 MP', make: () => refiningScans(SQUARE, 42) },
  { name: 'JPEG, 800 scans of 9 MP, hidden', make: () => hiddenScans({ width: 3000, height: 3000 }, 800) },
  { name: 'JPEG, 8 refining scans, stray bytes', make: () => withStrayEnd(refiningScans(SQUARE, 8)) },
  { name: '49 MP JPEG of noise, stray bytes', make: () => withStrayEnd(noise(SQUARE, 127).jpeg(dense).toBuffer()) },
  {
    name: '24 MP JPEG of noise, stray bytes',
    make: () => withStrayEnd(noise({ width: 6000, height: 4000 }, 127).jpeg(dense).toBuffer()),
  },
  { name: 'JPEG of 300 profiles', make: () => behindHead(Buffer.alloc(300 * 65_537, profilePart)) },
  { name: 'JPEG, 19 MB of fill bytes', make: () => behindHead(Buffer.alloc(19 * MIB, 0xff)) },
  { name: 'JPEG of 5,000,000 empty comments', make: () => behindHead(Buffer.alloc(19 * MIB, emptyComment)) },
  { name: 'JPEG of 5,000,000 empty notes', make: () => behindHead(Buffer.alloc(19 * MIB, emptyNote)) },
  { name: 'JPEG of 3,900,000 comments and stray bytes', make: () => behindHead(Buffer.alloc(19 * MIB, strayComment)) },
];

const pngs: readonly Bomb[] = [
  { name: '49 MP PNG', make: () => square().png().toBuffer() },
  { name: '49 MP PNG, interlaced', make: () => square().png({ progressive: true }).toBuffer() },
  { name: '49 MP PNG, alpha, profile', make: () => dearPng({ ...SQUARE, bits: 8, profile: true }) },
  { name: '49 MP PNG, alpha, interlaced', make: () => dearPng({ ...SQUARE, bits: 8, interlaced: true }) },
  { name: '49 MP PNG, 16 bits, alpha', make: () => dearPng({ ...SQUARE, bits: 16 }) },
  { name: '49 MP PNG, 16 bits, profile', make: () => dearPng({ ...SQUARE, bits: 16, alpha: false, profile: true }) },
  {
    name: '49 MP PNG, 16 bits, alpha, interlaced, profile',
    make: () => dearPng({ ...SQUARE, bits: 16, interlaced: true, profile: true }),
  },
  {
    name: '30 MP PNG, 16 bits, alpha, interlaced, profile',
    make: () => dearPng({ width: 6000, height: 5000, bits: 16, interlaced: true, profile: true }),
  },
  {
    name: '50 MP PNG, wide, alpha, interlaced',
    make: () => dearPng({ width: 65_535, height: 762, bits: 8, interlaced: true }),
  },
  { name: 'tall PNG of noise', make: () => dearPng({ ...TALL, bits: 8, alpha: false, noise: 2 }) },
  { name: 'tall PNG of noise, alpha, profile', make: () => dearPng({ ...TALL, bits: 8, profile: true, noise: 3 }) },
  {
    name: 'less tall PNG of noise, alpha, profile',
    make: () => dearPng({ width: 800, height: 12_500, bits: 8, profile: true, noise: 3 }),
  },
  { name: '1 GiB in a PNG profile', make: () => withChunks(1, packed('iCCP', 1024)) },
  { name: '1 GiB in 50 PNG texts', make: () => withChunks(50, packed('zTXt', 20)) },
  { name: '300 MB in 40 PNG texts', make: () => withChunks(40, packed('zTXt', 7)) },
  { name: 'PNG of 1,600,000 times', make: () => withChunks(1_600_000, pngChunk('tIME', Buffer.alloc(0))) },
  { name: 'PNG of 1,600,000 chunks', make: () => withChunks(1_600_000, pngChunk('xxXx', Buffer.alloc(0))) },
  { name: 'PNG, 2,147,483,647 wide', make: async () => claimPngSize(await png(), { width: 2 ** 31 - 1, height: 1 }) },
  { name: 'PNG, 40,000,000 wide', make: async () => claimPngSize(await png(), { width: 40_000_000, height: 1 }) },
  { name: 'PNG, 900,000 high', make: () => plain({ width: 1, height: 900_000 }).png().toBuffer() },
];

const webps: readonly Bomb[] = [
  { name: 'WebP, 1,000 frames', make: () => manyFrames({ width: 60, height: 40 }, 1_000) },
  { name: 'WebP, 400,000 frames', make: () => manyFrames({ width: 60, height: 40 }, 400_000) },
  { name: '49 MP WebP, lossless', make: () => square().webp({ lossless: true, effort: 0 }).toBuffer() },
  {
    name: '30 MP WebP of noise, lossless, profile',
    make: () =>
      noise({ width: 6_000, height: 5_000 }, 1).withIccProfile('p3').webp({ lossless: true, effort: 0 }).toBuffer(),
  },
  {
    name: '49 MP WebP of noise, alpha, profile',
    make: () => noise(SQUARE, 20, 4).withIccProfile('p3').webp({ effort: 0, quality: 20, alphaQuality: 20 }).toBuffer(),
  },
  { name: 'tall WebP of noise', make: () => noise(TALL, 127).webp({ effort: 0, quality: 60 }).toBuffer() },
  { name: 'tall WebP of noise, alpha', make: () => noise(TALL, 127, 4).webp({ effort: 0, quality: 60 }).toBuffer() },
  {
    name: 'less tall WebP of noise, alpha',
    make: () => noise({ width: 800, height: 12_500 }, 127, 4).webp({ effort: 0, quality: 60 }).toBuffer(),
  },
];

/** Files that are small but expensive to decode, within the limits or just outside. */
export const bombs: readonly Bomb[] = [...jpegs, ...pngs, ...webps];

const emptyComment = Buffer.from([0xff, 0xfe, 0, 2]);
/** Of an application, which a decoder keeps. */
const emptyNote = Buffer.from([0xff, 0xed, 0, 2]);
const strayComment = Buffer.from([...emptyComment, 0]);
const profilePart = Buffer.concat([
  Buffer.from([0xff, 0xe2, 0xff, 0xff]),
  Buffer.from('ICC_PROFILE\0\x01\xff', 'latin1'),
  Buffer.alloc(65_537 - 4 - 14),
]);
