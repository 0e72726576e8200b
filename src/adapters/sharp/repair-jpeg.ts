import { EOI, nextMarker, SOI, SOS, segmentEnd } from './jpeg-markers.ts';

const SEQUENTIAL = [0xc0, 0xc1];

/** Header of a scan: marker, length, number of components, one component, three parameters. */
const SHORTEST_SCAN_HEAD = 10;

/** Scan data ends in one bits. Zero bytes after it are padding, unless the last one is stuffed. */
const withoutFilling = (data: Uint8Array): Uint8Array => {
  let end = data.length;
  while (end > 1 && data[end - 1] === 0 && data[end - 2] !== 0xff) end -= 1;
  return data.subarray(0, end);
};

/** The only scan of a sequential JPEG holds all coefficients, whatever its header says. */
const asSequential = (head: Uint8Array): Uint8Array => {
  const repaired = Uint8Array.from(head);
  repaired.set([0, 63, 0], repaired.length - 3);
  return repaired;
};

/** The header of a scan and its data. Throws if the header is cut off. */
const repairScan = (header: Uint8Array, data: Uint8Array, isWhole: boolean, isSequential: boolean): Uint8Array[] => {
  if (header.length < SHORTEST_SCAN_HEAD || !isWhole) throw new Error('The header of a scan is cut off.');
  return [isSequential ? asSequential(header) : header, withoutFilling(data)];
};

/**
 * The same JPEG without parts that decoders warn about although no pixel depends on them: bytes
 * between two segments of the header, zeros after a scan, and parameters that some phones write
 * into the header of the only scan. Damage that affects pixels stays. Throws if the header of a
 * scan is cut off.
 */
export const repairJpeg = (jpeg: Uint8Array): Uint8Array => {
  const parts: Uint8Array[] = [Uint8Array.of(0xff, SOI)];
  let isSequential = false;
  for (let at = nextMarker(jpeg, 2); at < jpeg.length; ) {
    const marker = jpeg[at + 1] ?? 0;
    if (marker === EOI) return Buffer.concat([...parts, jpeg.subarray(at)]);
    const end = segmentEnd(jpeg, at);
    const segment = jpeg.subarray(at, end);
    isSequential ||= SEQUENTIAL.includes(marker);
    at = nextMarker(jpeg, end);
    if (marker !== SOS) parts.push(segment);
    else parts.push(...repairScan(segment, jpeg.subarray(end, at), end <= jpeg.length, isSequential));
  }
  return Buffer.concat(parts);
};
