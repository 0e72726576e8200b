import sharp, { type Sharp } from 'sharp';

export type Size = { width: number; height: number };

/** The same sequence of numbers for a seed, from 0 up to 1. */
const numbers = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

/** Objects with edges in front of a lit wall. */
const scene = ({ width, height }: Size): string => {
  const next = numbers(7);
  const hue = () => Math.floor(next() * 360);
  const shapes = Array.from({ length: 160 }, () => {
    const size = (0.01 + 0.12 * next() ** 2) * width;
    const at = `cx="${next() * width}" cy="${next() * height}" rx="${size}" ry="${size * (0.3 + next())}"`;
    const turn = `rotate(${next() * 90 - 45} ${width / 2} ${height / 2})`;
    const fill = `hsl(${hue()},${20 + next() * 50}%,${20 + next() * 60}%)`;
    return `<ellipse ${at} transform="${turn}" fill="${fill}" fill-opacity="${0.4 + next() * 0.6}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <linearGradient id="wall" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="#dfd3c3"/><stop offset="1" stop-color="#30475e"/>
    </linearGradient>
    <rect width="100%" height="100%" fill="url(#wall)"/>${shapes.join('')}</svg>`;
};

/** Grey grain around the middle. It is coarse if `size` is small and enlarged. */
const grain = (size: Size, amplitude: number, seed: number): Sharp => {
  const next = numbers(seed);
  const data = Buffer.alloc(size.width * size.height);
  for (let i = 0; i < data.length; i += 1) data[i] = 128 + (next() - 0.5) * amplitude;
  return sharp(data, { raw: { ...size, channels: 1 }, limitInputPixels: false });
};

const layer = async (size: Size, shrink: number, amplitude: number): Promise<Buffer> => {
  const own = { width: Math.ceil(size.width / shrink), height: Math.ceil(size.height / shrink) };
  return grain(own, amplitude, shrink)
    .resize({ ...size, fit: 'fill' })
    .toColourspace('srgb')
    .png({ compressionLevel: 0 })
    .toBuffer();
};

/**
 * A synthetic photo: edges, soft light, texture and sensor grain, always the same pixels. `alpha`
 * makes its corners transparent.
 */
export const drawPhoto = async (size: Size, { alpha = false } = {}): Promise<Sharp> => {
  const layers = await Promise.all([layer(size, 24, 60), layer(size, 5, 30), layer(size, 1, 26)]);
  const textured = await sharp(Buffer.from(scene(size)))
    .composite(layers.map((input) => ({ input, blend: 'overlay' as const })))
    .removeAlpha()
    .raw()
    .toBuffer();
  const photo = sharp(textured, { raw: { ...size, channels: 3 } });
  if (!alpha) return photo;
  const mask = await sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}"><radialGradient id="g" r="0.7">
        <stop offset="0.8" stop-color="#fff"/><stop offset="1" stop-color="#000"/></radialGradient><rect width="100%" height="100%" fill="url(#g)"/></svg>`,
    ),
  )
    .removeAlpha()
    .greyscale()
    .raw()
    .toBuffer();
  return photo.joinChannel(mask, { raw: { ...size, channels: 1 } });
};
