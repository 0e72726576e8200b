export const EOI = 0xd9;
export const SOS = 0xda;
const LAST_RESERVED = 0xbf;

export const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;

/** The next marker that is not image data: `0xff`, but no stuffed zero, fill byte or restart. */
export const nextMarker = (jpeg: Uint8Array, from: number): number => {
  let at = from;
  while (at < jpeg.length) {
    // Searching from each of millions of `0xff` bytes in a row would take a second.
    if (jpeg[at] !== 0xff) at = jpeg.indexOf(0xff, at);
    if (at < 0) break;
    const marker = jpeg[at + 1] ?? 0;
    if (marker !== 0 && marker !== 0xff && !isRestart(marker)) return at;
    at += marker === 0xff ? 1 : 2;
  }
  return jpeg.length;
};

/**
 * The end of the segment that starts at `at`; for a scan, the end of its header. TEM and reserved
 * markers have no length: a decoder that skips one at a restart reads on right after it.
 */
export const segmentEnd = (jpeg: Uint8Array, at: number): number =>
  (jpeg[at + 1] ?? 0) <= LAST_RESERVED ? at + 2 : at + 2 + (((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0));

/** The next segment starts at `next`. Before it, from `end`, come a scan's data or stray bytes. */
export type JpegSegment = { marker: number; start: number; end: number; next: number };

/** All segments up to the end marker. Images inside of segments (thumbnails) do not count. */
export function* segmentsOf(jpeg: Uint8Array): Generator<JpegSegment> {
  for (let start = nextMarker(jpeg, 2); start < jpeg.length; ) {
    const marker = jpeg[start + 1] ?? 0;
    if (marker === EOI) return;
    const end = segmentEnd(jpeg, start);
    const next = nextMarker(jpeg, end);
    yield { marker, start, end, next };
    start = next;
  }
}
