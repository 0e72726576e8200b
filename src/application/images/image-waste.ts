import type { ProductImage } from '../../domain/image.ts';
import type { ImageKey, Listed, VariantKey } from '../ports/images.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

const ageMs = ({ lastModified }: Listed<unknown>, runStart: Date): number =>
  runStart.getTime() - lastModified.getTime();

/** Whether an original can go. `image` is undefined if no product has it. */
export const isWasteOriginal = (blob: Listed<ImageKey>, image: ProductImage | undefined, runStart: Date): boolean =>
  image ? image.status === 'rejected' && ageMs(blob, runStart) > 7 * DAY_MS : ageMs(blob, runStart) > DAY_MS;

/** Never true in a variant's first hour: it is written minutes before its product refers to it. */
export const isWasteVariant = (blob: Listed<VariantKey>, image: ProductImage | undefined, runStart: Date): boolean =>
  ageMs(blob, runStart) > HOUR_MS &&
  !image?.variants.some(({ name, format }) => name === blob.key.name && format === blob.key.format);
