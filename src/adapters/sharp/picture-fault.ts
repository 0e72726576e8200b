const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';

/** libvips gives text alone, and joins what went wrong on other threads: what is ours outweighs what the decoder says. */
const OURS = /out of memory|insufficient memory|unable to allocate|cannot allocate|too many open files|timeout/i;

const THE_PICTURE =
  /^(Input buffer (has|contains)|Warning treated as error due to failOn|VipsJpeg|VipsIcc|vipspng|webp)/m;

/** Whether decoding failed by what is in the picture, so that it fails again every time. In doubt it is our fault, and tried again. */
export const isPictureFault = (error: unknown): boolean => {
  const message = messageOf(error);
  return THE_PICTURE.test(message) && !OURS.test(message);
};

/** A decoder warns and goes on, and every viewer shows such a photo whole: `repairJpeg` tells whether the rest is sound. */
export const isRepairable = (error: unknown): boolean =>
  /^(VipsJpeg: (Invalid SOS parameters for sequential JPEG|Corrupt JPEG data: \d+ extraneous bytes before marker 0x[\da-f]{2})\s*)+$/.test(
    messageOf(error),
  );
