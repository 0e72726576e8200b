import { deflateSync, inflateSync } from 'node:zlib';
import type { Chance } from './chance.ts';
import { hostileExif, hostileProfile } from './metadata.ts';
import type { Original } from './originals.ts';
import { bodyOf, isPart, joinParts, makePart, partsOf, withBody } from './parts.ts';

type Mutation = (original: Original, chance: Chance, other: Original) => Buffer;

const flipBits: Mutation = ({ bytes }, chance) => {
  const changed = Buffer.from(bytes);
  for (let flips = 1 + chance.below(8); flips > 0; flips -= 1) {
    const at = chance.below(changed.length);
    changed[at] = (changed[at] ?? 0) ^ (1 << chance.below(8));
  }
  return changed;
};

const changeHead: Mutation = ({ bytes }, chance) => {
  const changed = Buffer.from(bytes);
  for (let count = 1 + chance.below(6); count > 0; count -= 1) {
    changed[chance.below(Math.min(160, changed.length))] = chance.pick([0, 1, 0x7f, 0x80, 0xff, chance.below(256)]);
  }
  return changed;
};

const truncate: Mutation = ({ bytes }, chance) => bytes.subarray(0, chance.below(bytes.length));

const splice: Mutation = ({ bytes }, chance, other) => {
  const from = chance.below(other.bytes.length);
  const piece = other.bytes.subarray(from, from + 1 + chance.below(400));
  const at = 4 + chance.below(bytes.length - 4);
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + chance.below(2) * piece.length)]);
};

const moveParts: Mutation = ({ format, bytes }, chance) => {
  const parts = partsOf(format, bytes);
  for (let count = 1 + chance.below(3); count > 0; count -= 1) {
    const [from, to] = [1 + chance.below(parts.length - 1), 1 + chance.below(parts.length - 1)];
    const part = parts[from] ?? Buffer.alloc(0);
    const kept = chance.below(3);
    if (kept === 0) parts.splice(from, 1);
    if (kept === 1) parts.splice(to, 0, ...Array.from({ length: chance.pick([1, 2, 300]) }, () => part));
    if (kept === 2) parts.splice(to, 0, ...parts.splice(from, 1));
    if (parts.length < 2) break;
  }
  return joinParts(format, parts);
};

/** Changes the length that a segment or chunk claims. */
const claimLength: Mutation = ({ format, bytes }, chance) => {
  const parts = partsOf(format, bytes).map((part) => Buffer.from(part));
  const part = parts[1 + chance.below(parts.length - 1)];
  const length = chance.pick([0, 1, 2, 3, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff, chance.below(2000)]);
  if (part && part.length >= 8) {
    if (format === 'jpeg') part.writeUInt16BE(length & 0xffff, 2);
    if (format === 'png') part.writeUInt32BE(length, 0);
    if (format === 'webp') part.writeUInt32LE(length, 4);
  }
  return Buffer.concat(parts);
};

const SIZES = [0, 1, 2, 91, 4096, 7000, 16_383, 16_384, 65_535] as const;

const claimSize: Mutation = ({ format, bytes }, chance) => {
  const side = (): number => chance.pick([...SIZES]);
  const parts = partsOf(format, bytes).map((part) => {
    const body = Buffer.from(bodyOf(format, part));
    if (format === 'jpeg' && part[0] === 0xff && [0xc0, 0xc2].includes(part[1] ?? 0)) {
      body.writeUInt16BE(side(), 1);
      body.writeUInt16BE(side(), 3);
    } else if (format === 'png' && isPart(format, part, 'IHDR')) {
      body.writeUInt32BE(chance.pick([side(), 0x7fffffff, 0xffffffff]), 0);
      body.writeUInt32BE(side(), 4);
      for (const at of [8, 9, 12]) if (chance.below(3) === 0) body[at] = chance.pick([0, 1, 2, 3, 4, 6, 8, 16, 255]);
    } else if (format === 'webp' && isPart(format, part, 'VP8X')) {
      body.writeUIntLE(side(), 4, 3);
      body.writeUIntLE(side(), 7, 3);
      body[0] = chance.below(256);
    } else if (format === 'webp' && isPart(format, part, 'VP8 ')) {
      body.writeUInt32LE(chance.below(2 ** 32), 6);
    } else return part;
    return withBody(format, part, body);
  });
  return joinParts(format, parts);
};

const addMetadata = (format: Original['format'], bytes: Buffer, names: readonly [string, number], body: Buffer) => {
  const [head = Buffer.alloc(0), first = Buffer.alloc(0), ...rest] = partsOf(format, bytes);
  const part = makePart(format, format === 'jpeg' ? names[1] : names[0], body);
  return joinParts(format, [head, first, part, ...rest]);
};

const changeExif: Mutation = ({ format, bytes }, chance) => {
  const body = hostileExif(chance);
  const tagged = format === 'png' ? body : Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), body]);
  return addMetadata(format, bytes, [format === 'png' ? 'eXIf' : 'EXIF', 0xe1], tagged);
};

const changeProfile: Mutation = ({ format, bytes }, chance) => {
  const profile = hostileProfile(chance);
  const body = {
    jpeg: () => Buffer.concat([Buffer.from('ICC_PROFILE\0', 'latin1'), Buffer.from([1, 1]), profile]),
    png: () => Buffer.concat([Buffer.from('profile\0\0', 'latin1'), deflateSync(profile)]),
    webp: () => profile,
  }[format]();
  return addMetadata(format, bytes, [format === 'png' ? 'iCCP' : 'ICCP', 0xe2], body);
};

/** Changes positions, sizes and durations of animation frames. Adds frames if there are none. */
const changeFrames: Mutation = ({ bytes }, chance) => {
  const parts = partsOf('webp', bytes).map((part) => {
    if (!isPart('webp', part, 'ANMF') && !isPart('webp', part, 'VP8X')) return part;
    const changed = Buffer.from(part);
    for (let count = 1 + chance.below(3); count > 0; count -= 1) changed[8 + chance.below(24)] = chance.below(256);
    return changed;
  });
  const frame = parts.find((part) => isPart('webp', part, 'ANMF')) ?? makePart('webp', 'ANMF', chance.bytes(40));
  const repeated = Array.from({ length: chance.pick([0, 1, 500]) }, () => frame);
  return joinParts('webp', [...parts, ...repeated]);
};

/** Changes chunk bodies. Half of them keep their old checksum. */
const changeChunks: Mutation = ({ bytes }, chance) => {
  const parts = partsOf('png', bytes);
  const index = 1 + chance.below(parts.length - 1);
  const part = parts[index] ?? Buffer.alloc(12);
  const body = Buffer.from(bodyOf('png', part));
  for (let count = 1 + chance.below(4); count > 0; count -= 1) {
    if (body.length > 0) body[chance.below(body.length)] = chance.below(256);
  }
  parts[index] = chance.below(2)
    ? withBody('png', part, body)
    : Buffer.concat([part.subarray(0, 8), body, part.subarray(-4)]);
  if (chance.below(3) === 0) {
    const name = chance.pick(['tRNS', 'PLTE', 'acTL', 'fdAT', 'cICP', 'sBIT', 'bKGD', 'hIST', 'zTXt', 'gAMA', 'QQQQ']);
    parts.splice(index, 0, makePart('png', name, chance.bytes(chance.below(800))));
  }
  return Buffer.concat(parts);
};

/** Changes compressed data under valid checksums, so that it reaches the filters. */
const changePixels: Mutation = ({ bytes }, chance) => {
  const parts = partsOf('png', bytes);
  const data = parts.filter((part) => isPart('png', part, 'IDAT'));
  const pixels = inflateSync(Buffer.concat(data.map((part) => bodyOf('png', part))));
  for (let count = 1 + chance.below(30); count > 0; count -= 1) pixels[chance.below(pixels.length)] = chance.below(256);
  const length = chance.pick([pixels.length, chance.below(pixels.length), pixels.length]);
  const more = chance.pick([0, 0, 100_000]);
  const body = deflateSync(Buffer.concat([pixels.subarray(0, length), Buffer.alloc(more)]));
  const others = parts.filter((part) => !isPart('png', part, 'IDAT'));
  return Buffer.concat([...others.slice(0, -1), makePart('png', 'IDAT', body), ...others.slice(-1)]);
};

const MARKERS = [
  0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc9, 0xca, 0xcc, 0xd0, 0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xfe,
] as const;

const changeMarkers: Mutation = ({ bytes }, chance) => {
  const parts = partsOf('jpeg', bytes);
  for (let count = 1 + chance.below(4); count > 0; count -= 1) {
    const at = 1 + chance.below(parts.length - 1);
    const marker = chance.pick([...MARKERS]);
    const part = parts[at] ?? Buffer.alloc(2);
    const kind = chance.below(3);
    if (kind === 0) parts.splice(at, 0, makePart('jpeg', marker, chance.bytes(chance.below(300))));
    if (kind === 1) parts[at] = Buffer.concat([Buffer.from([0xff, marker]), part.subarray(2)]);
    if (kind === 2) {
      const cut = 2 + chance.below(part.length);
      parts[at] = Buffer.concat([part.subarray(0, cut), Buffer.from([0xff, marker]), part.subarray(cut)]);
    }
  }
  return Buffer.concat(parts);
};

/** By kind: the mutation, and the format if it is for only one. */
export const mutations: Readonly<Record<string, { mutate: Mutation; only?: Original['format'] }>> = {
  'bits flipped': { mutate: flipBits },
  'head changed': { mutate: changeHead },
  'cut off': { mutate: truncate },
  'piece of another': { mutate: splice },
  'parts moved': { mutate: moveParts },
  'length claimed': { mutate: claimLength },
  'size claimed': { mutate: claimSize },
  EXIF: { mutate: changeExif },
  'colour profile': { mutate: changeProfile },
  'animation frames': { mutate: changeFrames, only: 'webp' },
  'PNG chunks': { mutate: changeChunks, only: 'png' },
  'PNG pixels': { mutate: changePixels, only: 'png' },
  'JPEG markers': { mutate: changeMarkers, only: 'jpeg' },
};
