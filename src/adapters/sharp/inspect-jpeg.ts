import {
  isArithmetic,
  isFrame,
  isProgressive,
  isSequential,
  type JpegFrame,
  type JpegScan,
  parseFrame,
  parseScan,
} from './jpeg-frame.ts';
import { SOS, segmentsOf } from './jpeg-markers.ts';
import { MAX_COST } from './max-cost.ts';

/**
 * `scanCost`: ns of CPU time to visit every scan; `Infinity` if the JPEG must not be decoded at any
 * size. `isWhole`: the scans have all bits of all coefficients, unless one is cut off.
 */
export type InspectedJpeg = {
  frame: JpegFrame | undefined;
  scanCost: number;
  hasEnd: boolean;
  isWhole: boolean;
};

/** Progressive JPEGs have about ten. Each costs some time even in an image of one pixel. */
const MAX_SCANS = 100;

/** Photos have dozens. A decoder keeps a copy of each; millions fit into an upload. */
const MAX_SEGMENTS = 10_000;

/** Every scan visits all its blocks. A refining scan also looks at each coefficient it covers. */
const costOf = (frame: JpegFrame, { ids, first, last, refines }: JpegScan): number => {
  if (isArithmetic(frame)) return Number.POSITIVE_INFINITY;
  const visited = frame.components.filter(({ id }) => ids.includes(id));
  const perBlock = 22 + (refines ? 1.4 * Math.max(0, last - first + 1) : 0);
  return perBlock * visited.reduce((sum, { blocks }) => sum + blocks, 0);
};

/** Remembers how many bits of each coefficient are missing after each scan. */
const trackMissingBits = () => {
  const missing = new Map<number, Uint8Array>();
  return {
    add: ({ ids, first, last, missingBits }: JpegScan): void => {
      for (const id of ids) {
        const bits = missing.get(id) ?? new Uint8Array(64).fill(16);
        missing.set(id, bits.fill(missingBits, first, last + 1));
      }
    },
    none: ({ components }: JpegFrame): boolean =>
      components.every(({ id }) => missing.get(id)?.every((bits) => bits === 0) ?? false),
  };
};

/** Reads only headers. Stops if the cost is too high: millions of scans fit into an upload. */
export const inspectJpeg = (jpeg: Uint8Array): InspectedJpeg => {
  let frame: JpegFrame | undefined;
  let [segments, scans, scanCost, rest] = [0, 0, 0, jpeg.length];
  const missing = trackMissingBits();
  for (const { marker, start, end, next } of segmentsOf(jpeg)) {
    rest = next;
    segments += 1;
    if (isFrame(marker)) frame ??= parseFrame(jpeg.subarray(start, end));
    if (marker === SOS && frame) {
      const scan = parseScan(jpeg.subarray(start, end), frame);
      scans += 1;
      scanCost += costOf(frame, scan);
      missing.add(scan);
    }
    if (segments > MAX_SEGMENTS || scans > MAX_SCANS) scanCost = Number.POSITIVE_INFINITY;
    if (scanCost > MAX_COST) break;
  }
  return { frame, scanCost, hasEnd: rest < jpeg.length, isWhole: frame !== undefined && missing.none(frame) };
};

/** Grey, colour and CMYK, of 8 bits. */
export const isSupported = (frame: JpegFrame): boolean =>
  (isSequential(frame) || isProgressive(frame) || isArithmetic(frame)) &&
  frame.precision !== 12 &&
  [1, 3, 4].includes(frame.components.length);
