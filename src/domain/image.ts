import { assertBrand, type Brand } from './brand.ts';
import { encodeBase32 } from './encode-base32.ts';
import { type Etag, etagOfContent } from './etag.ts';

/** The largest upload that is decoded. Anything larger is rejected before a decoder sees it. */
export const MAX_UPLOAD_BYTES = 20 * 1024 * 1024;
export const MAX_PIXELS = 50_000_000;
/** For either side, as in JPEG. A larger PNG would cost gigabytes to shrink. */
export const MAX_SIDE = 65_535;

export const uploadTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;

/** A variant is named after its largest possible width. A smaller original keeps its own width. */
export const variantWidths = [800, 400, 200] as const;
export type VariantWidth = (typeof variantWidths)[number];

export const variantFormats = ['webp', 'jpeg'] as const;
export type VariantFormat = (typeof variantFormats)[number];

/** `too_complex`: decoding could take seconds. `unsupported_format`: also JPEGs of rare kinds. */
export type RejectionReason = 'unsupported_format' | 'too_large' | 'too_many_pixels' | 'too_complex' | 'corrupt';

/** The WebP limit for either side. A taller variant is made narrower instead. */
export const MAX_VARIANT_HEIGHT = 16_383;

/** Of an upright original. Never enlarges; each side is rounded from the original's own ratio. */
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

/** Size of the auto-oriented original in pixels; `placeholder` is its ThumbHash in base64. */
export type RenderedImage = { width: number; height: number; placeholder: string };

type ImageEntry = { id: ImageId; addedAt: string };

type AwaitingImage = ImageEntry & { status: 'awaiting_upload'; variants: readonly [] };
type RejectedImage = ImageEntry & { status: 'rejected'; reason: RejectionReason; variants: readonly [] };
type ReadyImage = ImageEntry & RenderedImage & { status: 'ready'; variants: readonly ImageVariant[] };

/** What processing an upload can end in. */
export type ProcessedImage = ReadyImage | RejectedImage;

export const imageStatuses = ['awaiting_upload', 'ready', 'rejected'] as const satisfies ProductImage['status'][];

export type ProductImage = AwaitingImage | ProcessedImage;

/** A hash of its JSON, so the order of the fields below must not change. */
export const imageEtag = (image: ProductImage): Etag => etagOfContent(JSON.stringify(image));

export const awaitingImage = (id: ImageId, addedAt: string): AwaitingImage => ({
  id,
  status: 'awaiting_upload',
  variants: [],
  addedAt,
});

export const rejectedImage = ({ id, addedAt }: ProductImage, reason: RejectionReason): RejectedImage => ({
  id,
  status: 'rejected',
  reason,
  variants: [],
  addedAt,
});

export const readyImage = (
  { id, addedAt }: ProductImage,
  { width, height, placeholder }: RenderedImage,
  variants: readonly ImageVariant[],
): ReadyImage => ({ id, status: 'ready', width, height, placeholder, variants, addedAt });

/** The upload URL is valid for 15 minutes. An upload that has not ended after a day never will. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

export const imageAgeMs = ({ addedAt }: ProductImage, now: Date): number => now.getTime() - Date.parse(addedAt);

/** An image that was added before this moment and still awaits its upload is abandoned. */
export const abandonmentCutoff = (now: Date): Date => new Date(now.getTime() - ABANDONED_AFTER_MS);

export const isAbandoned = (image: ProductImage, now: Date): boolean =>
  image.status === 'awaiting_upload' && imageAgeMs(image, now) > ABANDONED_AFTER_MS;

export const IMAGE_ID = /^[0-9a-v]{26}$/;
export type ImageId = Brand<string, 'ImageId'>;
export const isImageId = (text: string): text is ImageId => IMAGE_ID.test(text);

/** A new id, from 16 random bytes. */
export const newImageId = (entropy: Uint8Array): ImageId => assertBrand(encodeBase32(entropy), isImageId, 'ImageId');

export const MAX_IMAGES = 20;
