export const SOI = 0xd8;
export const EOI = 0xd9;
export const SOS = 0xda;
const TEM = 0x01;

const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;

/** The next marker that is not image data: `0xff`, but no stuffed zero, fill byte or restart. */
export const nextMarker = (jpeg: Uint8Array, from: number): number => {
  for (let at = jpeg.indexOf(0xff, from); at >= 0; at = jpeg.indexOf(0xff, at + 1)) {
    const marker = jpeg[at + 1] ?? 0;
    if (marker !== 0 && marker !== 0xff && !isRestart(marker)) return at;
  }
  return jpeg.length;
};

/** The end of the segment that starts at `at`. Of a scan, only its header. TEM has no segment. */
export const segmentEnd = (jpeg: Uint8Array, at: number): number =>
  jpeg[at + 1] === TEM ? at + 2 : at + 2 + (((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0));

/** How often a decoder goes over the image. Images in segments (thumbnails) do not count. */
export const countScans = (jpeg: Uint8Array): number => {
  let scans = 0;
  for (let at = nextMarker(jpeg, 2); at < jpeg.length && jpeg[at + 1] !== EOI; ) {
    if (jpeg[at + 1] === SOS) scans += 1;
    at = nextMarker(jpeg, segmentEnd(jpeg, at));
  }
  return scans;
};
