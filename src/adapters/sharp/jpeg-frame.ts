/** `blocks`: how many blocks of 8 x 8 coefficients an interleaved scan has. */
type Component = { id: number; blocks: number };

/** `marker` names the process: baseline, progressive, and others that are never decoded. */
export type JpegFrame = { marker: number; precision: number; components: readonly Component[] };

/** DHT, JPG and DAC: their numbers lie among the markers of frames. */
const NO_FRAMES = [0xc4, 0xc8, 0xcc];

const PROGRESSIVE = 0xc2;

export const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.includes(marker);

export const isProgressive = ({ marker }: JpegFrame): boolean => marker === PROGRESSIVE;

/** Huffman-coded, baseline or extended sequential. */
export const isSequential = ({ marker }: JpegFrame): boolean => marker === 0xc0 || marker === 0xc1;

/** Arithmetic coding is legal, but no browser shows it, and bytes of it can cost seconds. */
export const isArithmetic = ({ marker }: JpegFrame): boolean => marker > 0xc8;

/** Missing bytes count as zero; the decoder finds out. */
export const parseFrame = (segment: Uint8Array): JpegFrame => {
  const byte = (at: number): number => segment[at] ?? 0;
  const [height, width] = [(byte(5) << 8) | byte(6), (byte(7) << 8) | byte(8)];
  const parts = Array.from({ length: byte(9) }, (_, index) => {
    const at = 10 + 3 * index;
    return { id: byte(at), across: byte(at + 1) >> 4, down: byte(at + 1) & 15 };
  });
  const columns = Math.ceil(width / (8 * Math.max(1, ...parts.map(({ across }) => across))));
  const rows = Math.ceil(height / (8 * Math.max(1, ...parts.map(({ down }) => down))));
  return {
    marker: byte(1),
    precision: byte(4),
    components: parts.map(({ id, across, down }) => ({ id, blocks: columns * across * rows * down })),
  };
};

/** Which bits of which coefficients a scan has. `refines`: adds one bit to earlier ones. */
export type JpegScan = { ids: readonly number[]; first: number; last: number; refines: boolean; missingBits: number };

export const parseScan = (segment: Uint8Array, frame: JpegFrame): JpegScan => {
  const byte = (at: number): number => segment[at] ?? 0;
  const count = byte(4);
  const ids = Array.from({ length: Math.min(count, 4) }, (_, index) => byte(5 + 2 * index));
  if (!isProgressive(frame)) return { ids, first: 0, last: 63, refines: false, missingBits: 0 };
  const at = 5 + 2 * count;
  const bits = byte(at + 2);
  return {
    ids,
    first: byte(at),
    last: Math.min(byte(at + 1), 63),
    refines: bits >> 4 > 0,
    missingBits: bits & 15,
  };
};
