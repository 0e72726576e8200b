import { plain, type Size } from './test-images.ts';

const segment = (marker: number, body: readonly number[]): Buffer =>
  Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff, ...body]);

/**
 * The data of a scan whose blocks are all empty: codes `0` from `oneCodeTable`, each for 32,767
 * blocks.
 */
const emptyScan = (blocks: number): number[] => {
  const codes = '0'.padEnd(15, '1').repeat(Math.ceil(blocks / 32_767));
  const bytes = codes.padEnd(Math.ceil(codes.length / 8) * 8, '1').match(/.{8}/g) ?? [];
  return bytes.map((bits) => Number.parseInt(bits, 2)).flatMap((byte) => (byte === 0xff ? [byte, 0] : [byte]));
};

const oneCodeTable = segment(0xc4, [0x10, 1, ...Array.from({ length: 15 }, () => 0), 0xe0]);

/** Scans in a legal order: each bit of each coefficient of each component by itself, 2,646. */
function* scanHeads(): Generator<Buffer> {
  for (let bit = 13; bit >= 0; bit -= 1) {
    const approximation = bit === 13 ? bit : ((bit + 1) << 4) | bit;
    for (let coefficient = 1; coefficient < 64; coefficient += 1) {
      for (const component of [1, 2, 3])
        yield segment(0xda, [1, component, 0, coefficient, coefficient, approximation]);
    }
  }
}

/** Scans in a legal order: all coefficients of each component, then bit by bit; at most 42. */
function* refiningHeads(): Generator<Buffer> {
  for (const component of [1, 2, 3]) {
    for (let bit = 13; bit >= 0; bit -= 1) {
      yield segment(0xda, [1, component, 0, 1, 63, bit === 13 ? bit : ((bit + 1) << 4) | bit]);
    }
  }
}

/** A valid, small JPEG. For each scan, a decoder looks at each coefficient of a component. */
export const refiningScans = (size: Size, scans: number): Promise<Buffer> => withScans(size, refiningHeads(), scans);

/** A valid, small JPEG with up to 2,647 scans. A decoder visits all pixels for each scan. */
export const manyScans = (size: Size, scans: number): Promise<Buffer> => withScans(size, scanHeads(), scans - 1);

/** As `manyScans`; all but the first follow a marker that decoders skip to find a restart. */
export const hiddenScans = async (size: Size, scans: number): Promise<Buffer> => {
  const jpeg = await manyScans(size, scans);
  const [first, others] = [jpeg.indexOf(Buffer.from([0xff, 0xda])), jpeg.indexOf(oneCodeTable)];
  const restarts = (interval: number) => segment(0xdd, [interval >> 8, interval & 0xff]);
  const hidden = Buffer.concat([restarts(0), jpeg.subarray(others)]);
  return Buffer.concat([
    jpeg.subarray(0, first),
    restarts(0xffff),
    jpeg.subarray(first, others),
    Buffer.from([0xff, 0x02, hidden.length >> 8, hidden.length & 0xff]),
    hidden,
  ]);
};

const withScans = async (size: Size, heads: Generator<Buffer>, scans: number): Promise<Buffer> => {
  const jpeg = await plain(size).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer();
  const first = jpeg.indexOf(Buffer.from([0xff, 0xda]));
  const second = jpeg.indexOf(Buffer.from([0xff, 0xc4]), first);
  const data = Buffer.from(emptyScan(Math.ceil(size.width / 8) * Math.ceil(size.height / 8)));
  return Buffer.concat([
    jpeg.subarray(0, second),
    oneCodeTable,
    ...[...heads].slice(0, scans).flatMap((head) => [head, data]),
    Buffer.from([0xff, 0xd9]),
  ]);
};
