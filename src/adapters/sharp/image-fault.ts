const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';

/**
 * libvips gives only text, and joins the errors of all threads. A fault of our own among them
 * outweighs what the decoder says.
 */
const OURS = /out of memory|insufficient memory|unable to allocate|cannot allocate|too many open files|timeout/i;

const THE_IMAGE =
  /^(Input buffer (has|contains)|Warning treated as error due to failOn|VipsJpeg|VipsIcc|vipspng|webp)/m;

/** Whether decoding would fail every time. If in doubt it is our fault, and is tried again. */
export const isImageFault = (error: unknown): boolean => {
  const message = messageOf(error);
  return THE_IMAGE.test(message) && !OURS.test(message);
};

/** The decoder only warns about these. `repairJpeg` finds out whether the rest is sound. */
export const isRepairable = (error: unknown): boolean =>
  /^(VipsJpeg: (Invalid SOS parameters for sequential JPEG|Corrupt JPEG data: \d+ extraneous bytes before marker 0x[\da-f]{2})\s*)+$/.test(
    messageOf(error),
  );
