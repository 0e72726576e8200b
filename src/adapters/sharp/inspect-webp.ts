/** Only the first is shown, but for each one a decoder goes through the list of all before it. */
const MAX_FRAMES = 1_000;

/** Counts the names of frames anywhere in the file, because the sizes in its headers may lie. */
export const hasTooManyFrames = (webp: Uint8Array): boolean => {
  const bytes = Buffer.from(webp.buffer, webp.byteOffset, webp.length);
  let frames = 0;
  for (let at = bytes.indexOf('ANMF'); at >= 0; at = bytes.indexOf('ANMF', at + 4)) {
    frames += 1;
    if (frames > MAX_FRAMES) return true;
  }
  return false;
};
