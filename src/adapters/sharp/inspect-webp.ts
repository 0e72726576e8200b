/** Only the first frame is shown, but for each frame a decoder walks the list of all before it. */
const MAX_FRAMES = 1_000;

/** Counts `ANMF`, the name of a frame, anywhere in the file, because sizes in headers may lie. */
export const hasTooManyFrames = (webp: Uint8Array): boolean => {
  const bytes = Buffer.from(webp.buffer, webp.byteOffset, webp.length);
  let frames = 0;
  for (let at = bytes.indexOf('ANMF'); at >= 0; at = bytes.indexOf('ANMF', at + 4)) {
    frames += 1;
    if (frames > MAX_FRAMES) return true;
  }
  return false;
};
