/** Pixels of 8 bits, interleaved. */
export type Raster = { data: Uint8Array; width: number; height: number; channels: number };

const WINDOW = 8;
const STEP = 4;
/** The constants of the paper (0.01 and 0.03 of the range), squared. */
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

const assertSameShape = (a: Raster, b: Raster): void => {
  if (a.width !== b.width || a.height !== b.height || a.channels !== b.channels) {
    const shape = ({ width, height, channels }: Raster) => `${width}x${height}x${channels}`;
    throw new Error(`cannot compare ${shape(a)} with ${shape(b)}`);
  }
};

/** Root mean square difference of all samples: 0 is equal, 255 the opposite. */
export const rms = (a: Raster, b: Raster): number => {
  assertSameShape(a, b);
  const sum = a.data.reduce((total, sample, index) => total + (sample - (b.data[index] ?? 0)) ** 2, 0);
  return Math.sqrt(sum / a.data.length);
};

const luma = ({ data, channels }: Raster, pixel: number): number => {
  const at = (channel: number): number => data[pixel * channels + channel] ?? 0;
  return channels < 3 ? at(0) : 0.299 * at(0) + 0.587 * at(1) + 0.114 * at(2);
};

const windowSsim = (a: Raster, b: Raster, left: number, top: number): number => {
  const right = Math.min(left + WINDOW, a.width);
  const bottom = Math.min(top + WINDOW, a.height);
  let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0];
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const pixel = y * a.width + x;
      const [lumaA, lumaB] = [luma(a, pixel), luma(b, pixel)];
      sumA += lumaA;
      sumB += lumaB;
      sumAA += lumaA * lumaA;
      sumBB += lumaB * lumaB;
      sumAB += lumaA * lumaB;
    }
  }
  const count = (right - left) * (bottom - top);
  const [meanA, meanB] = [sumA / count, sumB / count];
  const [varianceA, varianceB] = [sumAA / count - meanA ** 2, sumBB / count - meanB ** 2];
  const covariance = sumAB / count - meanA * meanB;
  return (
    ((2 * meanA * meanB + C1) * (2 * covariance + C2)) / ((meanA ** 2 + meanB ** 2 + C1) * (varianceA + varianceB + C2))
  );
};

/** Structural similarity of the luma, averaged over 8 x 8 windows: 1 is equal. Ignores alpha. */
export const ssim = (a: Raster, b: Raster): number => {
  assertSameShape(a, b);
  let [sum, windows] = [0, 0];
  for (let top = 0; top < a.height; top += STEP) {
    for (let left = 0; left < a.width; left += STEP) {
      sum += windowSsim(a, b, left, top);
      windows += 1;
    }
  }
  return sum / windows;
};
