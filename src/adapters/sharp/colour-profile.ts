/** How samples depend on light: by the curve of sRGB, or by a power. */
export type Transfer = 'srgb' | { gamma: number };

export type Primaries = 'srgb' | 'p3';

const D50 = [0.9642, 1, 0.82491] as const;

/** Red, green and blue in XYZ, adapted to D50. */
const COLOURS: Readonly<Record<Primaries, readonly (readonly number[])[]>> = {
  srgb: [
    [0.43607, 0.22249, 0.01392],
    [0.38515, 0.71687, 0.09708],
    [0.14307, 0.06061, 0.7141],
  ],
  p3: [
    [0.51512, 0.2412, -0.00105],
    [0.29198, 0.69225, 0.04189],
    [0.1571, 0.06657, 0.78407],
  ],
};

/** The curve of sRGB: `(a x + b) ** gamma`, and `c x` below `d`. */
const SRGB_CURVE = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045];

const element = (type: string, head: readonly number[], values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(8 + head.length + 4 * values.length);
  bytes.write(type);
  bytes.set(head, 8);
  for (const [index, value] of values.entries()) {
    bytes.writeInt32BE(Math.round(value * 65_536), 8 + head.length + 4 * index);
  }
  return bytes;
};

const colour = (values: readonly number[]): Buffer => element('XYZ ', [], values);

const curve = (transfer: Transfer): Buffer =>
  transfer === 'srgb' ? element('para', [0, 3, 0, 0], SRGB_CURVE) : element('para', [0, 0, 0, 0], [1 / transfer.gamma]);

const assemble = (space: 'RGB ' | 'GRAY', elements: Readonly<Record<string, Buffer>>): Buffer => {
  const names = Object.keys(elements);
  const head = Buffer.alloc(132 + 12 * names.length);
  const bodies = Object.values(elements);
  let end = head.length;
  for (const [index, [name, body]] of Object.entries(elements).entries()) {
    head.write(name, 132 + 12 * index);
    head.writeUInt32BE(end, 136 + 12 * index);
    head.writeUInt32BE(body.length, 140 + 12 * index);
    end += body.length;
  }
  head.writeUInt32BE(end, 0);
  head.write('\x04\x30', 8);
  head.write(`mntr${space}XYZ `, 12);
  head.write('acsp', 36);
  for (const [index, value] of D50.entries()) head.writeInt32BE(Math.round(value * 65_536), 68 + 4 * index);
  head.writeUInt32BE(names.length, 128);
  return Buffer.concat([head, ...bodies]);
};

/** An ICC profile of colours, with no more in it than a decoder needs. */
export const rgbProfile = (primaries: Primaries, transfer: Transfer): Buffer => {
  const [red = [], green = [], blue = []] = COLOURS[primaries];
  const shape = curve(transfer);
  return assemble('RGB ', {
    wtpt: colour(D50),
    rXYZ: colour(red),
    gXYZ: colour(green),
    bXYZ: colour(blue),
    rTRC: shape,
    gTRC: shape,
    bTRC: shape,
  });
};

/** An ICC profile of greys. */
export const greyProfile = (transfer: Transfer): Buffer =>
  assemble('GRAY', { wtpt: colour(D50), kTRC: curve(transfer) });
