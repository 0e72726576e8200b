import { EOI, nextMarker, SOI, SOS, segmentEnd } from './jpeg-markers.ts';

const SEQUENTIAL = [0xc0, 0xc1];

/** The head of a scan of one component: marker, length, their number, the component, and three parameters. */
const SHORTEST_SCAN_HEAD = 10;

/** A scan's data ends in ones: zeros behind it are filling, unless a stuffed byte ends there. */
const withoutFilling = (data: Uint8Array): Uint8Array => {
  let end = data.length;
  while (end > 1 && data[end - 1] === 0 && data[end - 2] !== 0xff) end -= 1;
  return data.subarray(0, end);
};

/** The one scan of a sequential picture has all coefficients, whatever its head says. */
const asSequential = (head: Uint8Array): Uint8Array => {
  const mended = Uint8Array.from(head);
  mended.set([0, 63, 0], mended.length - 3);
  return mended;
};

/**
 * The same JPEG without what decoders warn of although no pixel depends on it: bytes between two segments of the head, zeros behind a
 * scan, and the parameters that some phones write into the head of the one scan. Damage in what pixels depend on stays as it is. Throws
 * where the head of a scan is cut off.
 */
export const repairJpeg = (jpeg: Uint8Array): Uint8Array => {
  const parts: Uint8Array[] = [Uint8Array.of(0xff, SOI)];
  let isSequential = false;
  for (let at = nextMarker(jpeg, 2); at < jpeg.length; ) {
    const marker = jpeg[at + 1] ?? 0;
    if (marker === EOI) {
      parts.push(jpeg.subarray(at));
      break;
    }
    const end = segmentEnd(jpeg, at);
    const segment = jpeg.subarray(at, end);
    if (SEQUENTIAL.includes(marker)) isSequential = true;
    at = nextMarker(jpeg, end);
    if (marker === SOS && (segment.length < SHORTEST_SCAN_HEAD || end > jpeg.length)) {
      throw new Error('The head of a scan is cut off.');
    }
    if (marker !== SOS) parts.push(segment);
    else parts.push(isSequential ? asSequential(segment) : segment, withoutFilling(jpeg.subarray(end, at)));
  }
  return Buffer.concat(parts);
};
