import { type Size, scene } from './test-images.ts';

const chunk = (name: string, body: Buffer): Buffer => {
  const head = Buffer.from(`${name}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
};

const uint24 = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff, value >> 16];

/** A valid WebP animation that shows the same small frame again and again. */
export const manyFrames = async ({ width, height }: Size, count: number): Promise<Buffer> => {
  const still = await scene({ width, height }).webp().toBuffer();
  const side = [...uint24(width - 1), ...uint24(height - 1)];
  const animation = Buffer.concat([
    Buffer.from('WEBP', 'latin1'),
    chunk('VP8X', Buffer.from([2, 0, 0, 0, ...side])),
    chunk('ANIM', Buffer.alloc(6)),
    chunk('ANMF', Buffer.concat([Buffer.from([...uint24(0), ...uint24(0), ...side, 9, 0, 0, 0]), still.subarray(12)])),
    await tinyFrames(count - 1),
  ]);
  return chunk('RIFF', animation);
};

const tinyFrames = async (count: number): Promise<Buffer> => {
  const still = await scene({ width: 1, height: 1 }).webp({ lossless: true }).toBuffer();
  const place = Buffer.from([...uint24(0), ...uint24(0), ...uint24(0), ...uint24(0), 9, 0, 0, 0]);
  const frame = chunk('ANMF', Buffer.concat([place, still.subarray(12)]));
  return Buffer.alloc(frame.length * count, frame);
};
