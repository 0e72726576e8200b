/** What is decoded at all; everything else is refused before a decoder sees it. */
export const MAX_UPLOAD_BYTES = 20 * 1024 * 1024;
export const MAX_PIXELS = 50_000_000;
/** Of either side: what a PNG may have beyond that, a JPEG never has, costs gigabytes and seconds to shrink. */
export const MAX_SIDE = 65_535;

export const uploadTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;

/** Names of the variants: the widths they have at most. A smaller original keeps its own width. */
export const variantWidths = [800, 400, 200] as const;
export type VariantWidth = (typeof variantWidths)[number];

export const variantFormats = ['webp', 'jpeg'] as const;
export type VariantFormat = (typeof variantFormats)[number];

/** `too_complex`: a JPEG of over 100 scans, each of which costs a walk over all pixels. */
export type RejectionReason =
  | 'unsupported_format'
  | 'too_large'
  | 'too_many_pixels'
  | 'too_complex'
  | 'corrupt'
  | 'unknown_product';

/** WebP holds no more than this in one direction; a taller variant gets narrower instead. */
export const MAX_VARIANT_HEIGHT = 16_383;

/** The size of a variant, from the auto-oriented original: never enlarged, each side rounded from the original's own ratio. */
export const variantSize = (
  original: { width: number; height: number },
  name: VariantWidth,
): { width: number; height: number } => {
  const width = Math.min(original.width, name);
  const height = Math.max(1, Math.round((original.height * width) / original.width));
  if (height <= MAX_VARIANT_HEIGHT) return { width, height };
  return {
    width: Math.max(1, Math.round((original.width * MAX_VARIANT_HEIGHT) / original.height)),
    height: MAX_VARIANT_HEIGHT,
  };
};

export type ImageVariant = { name: VariantWidth; width: number; height: number; format: VariantFormat; bytes: number };

export type ProductImage = {
  id: string;
  status: 'awaiting_upload' | 'ready' | 'rejected';
  reason?: RejectionReason;
  /** Of the auto-oriented original. */
  width?: number;
  height?: number;
  /** A ThumbHash in base64. */
  placeholder?: string;
  variants: readonly ImageVariant[];
  addedAt: string;
};

/** An upload may begin within minutes and ends within the day, or never. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/** In milliseconds. */
export const imageAge = ({ addedAt }: ProductImage, now: Date): number => now.getTime() - Date.parse(addedAt);

/** What was added before this moment and still awaits its upload, nobody will complete. */
export const abandonedBefore = (now: Date): Date => new Date(now.getTime() - ABANDONED_AFTER_MS);

export const isAbandoned = (image: ProductImage, now: Date): boolean =>
  image.status === 'awaiting_upload' && imageAge(image, now) > ABANDONED_AFTER_MS;

export const IMAGE_ID = /^[0-9a-v]{26}$/;

export const MAX_IMAGES = 20;
