import { createDeflate, deflateSync } from 'node:zlib';
import { pngChunk, type Size } from '../adapters/sharp/test-images.ts';
import { createChance } from './chance.ts';
import { tableProfile } from './table-profile.ts';

/** `noise`: each so many-th row is random. The filters of all others take it over. */
type DearPng = Size & { bits: 8 | 16; interlaced?: boolean; profile?: boolean; noise?: number; alpha?: boolean };

/** The sizes of the images that an interlaced PNG is made of. */
const passesOf = ({ width, height }: Size): Size[] =>
  [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ]
    .map(([x = 0, y = 0, across = 1, down = 1]) => ({
      width: Math.ceil((width - x) / across),
      height: Math.ceil((height - y) / down),
    }))
    .filter((pass) => pass.width > 0 && pass.height > 0);

const SUB = 1;
const PAETH = 4;

/** A PNG whose neighbouring pixels all differ, with the dearest filter, and yet of few bytes. */
export const dearPng = async (image: DearPng): Promise<Buffer> => {
  const { width, height, bits, interlaced = false, profile = false, noise = height, alpha = true } = image;
  const chance = createChance(5);
  const pixelBytes = ((alpha ? 4 : 3) * bits) / 8;
  const deflate = createDeflate({ level: 1 });
  const data: Buffer[] = [];
  const ended = new Promise<void>((end) => deflate.on('data', (piece: Buffer) => data.push(piece)).on('end', end));
  for (const pass of interlaced ? passesOf(image) : [image]) {
    const same = Buffer.alloc(1 + pass.width * pixelBytes);
    same[0] = PAETH;
    for (let row = 0; row < pass.height; row += 1) {
      const random = row % noise === 0;
      const bytes = random ? Buffer.concat([Buffer.from([row ? PAETH : SUB]), chance.bytes(same.length - 1)]) : same;
      if (!deflate.write(bytes)) await new Promise((drained) => deflate.once('drain', drained));
    }
  }
  deflate.end();
  await ended;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, alpha ? 6 : 2, 0, 0, interlaced ? 1 : 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    ...(profile
      ? [pngChunk('iCCP', Buffer.concat([Buffer.from('x\0\0', 'latin1'), deflateSync(tableProfile())]))]
      : []),
    pngChunk('IDAT', Buffer.concat(data)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
};
