export const SOI = Buffer.from([0xff, 0xd8]);
export const EOI = Buffer.from([0xff, 0xd9]);

/** A marker with its length and its body. */
export const segment = (marker: number, body: readonly number[]): Buffer =>
  Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff, ...body]);

type Sampling = readonly [id: number, across: number, down: number];

const usual: readonly Sampling[] = [
  [1, 2, 2],
  [2, 1, 1],
  [3, 1, 1],
];

/** The header of a frame. With the usual sampling, 16 x 16 pixels are four blocks, and one each. */
export const frame = (marker = 0xc0, { width = 16, height = 16, precision = 8, components = usual } = {}): Buffer =>
  segment(marker, [
    precision,
    height >> 8,
    height & 0xff,
    width >> 8,
    width & 0xff,
    components.length,
    ...components.flatMap(([id, across, down]) => [id, (across << 4) | down, 0]),
  ]);

/** The header of a scan of these components; `numbers`: its last three bytes. */
export const scan = (ids: readonly number[] = [1, 2, 3], numbers: readonly number[] = [0, 63, 0]): Buffer =>
  segment(0xda, [ids.length, ...ids.flatMap((id) => [id, 0]), ...numbers]);

export const ascii = (text: string): number[] => [...Buffer.from(text, 'latin1')];
