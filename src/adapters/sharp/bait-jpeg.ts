import { editBytes } from './edit-bytes.ts';
import { isRestart, SOS, segmentsOf } from './jpeg-markers.ts';

/**
 * Contains no marker and starts with ones. A decoder reads zeros in place of missing data, so the
 * first missing bit makes a difference.
 */
const BAIT = Uint8Array.from({ length: 32 }, (_, index) => (index % 2 ? 0x35 : 0xea));

/** Even a large photo has fewer pieces, but millions fit into an upload. */
const MAX_PIECES = 100_000;

/** Where data that is decoded in one go ends: before each restart, and at the end of the scan. */
function* endsOfData(jpeg: Uint8Array, from: number, to: number): Generator<number> {
  for (let at = jpeg.indexOf(0xff, from); at >= 0 && at < to; at = jpeg.indexOf(0xff, at + 1)) {
    if (isRestart(jpeg[at + 1] ?? 0)) yield at;
  }
  yield to;
}

/** Where the fill bytes before a marker start. */
const withoutFill = (jpeg: Uint8Array, at: number): number => {
  let end = at;
  while (jpeg[end - 1] === 0xff) end -= 1;
  return end;
};

/**
 * The same JPEG with extra bytes after the data of each scan and before each restart. A decoder
 * that has all its data skips them. One that lacks data decodes them, so its pixels differ.
 * Undefined if there are too many places.
 */
export const baitJpeg = (jpeg: Uint8Array): Uint8Array | undefined => {
  const edit = editBytes(jpeg);
  for (const { marker, end, next } of segmentsOf(jpeg)) {
    if (marker !== SOS) continue;
    for (const at of endsOfData(jpeg, end, next)) {
      const before = withoutFill(jpeg, at);
      edit.replace(before, before, BAIT);
      if (edit.edits() > MAX_PIECES) return undefined;
    }
  }
  return edit.join();
};
