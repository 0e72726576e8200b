import type { RejectionReason, VariantFormat, VariantWidth } from '../../domain/image.ts';

/** Names one upload: the blob `{productId}/{imageId}`. */
export type ImageKey = { productId: string; imageId: string };

/** `name` is the width asked for; `width` and `height` are the pixels there are. */
export type RenderedVariant = {
  name: VariantWidth;
  width: number;
  height: number;
  format: VariantFormat;
  bytes: Uint8Array;
};

/** Size of the auto-oriented original; `placeholder` is its ThumbHash in base64. */
export type RenderedImage = { width: number; height: number; placeholder: string };

/**
 * Turns an original into its variants and hands each to `write` as soon as it is encoded, so that no more than one is held. The same
 * original always gives the same bytes. Resolves to `rejected` for what is wrong with the picture, having written nothing or only
 * some of it; rejects for faults of ours.
 */
export type RenderImage = (
  original: Uint8Array,
  write: (variant: RenderedVariant) => Promise<void>,
) => Promise<RenderedImage | { rejected: RejectionReason }>;

export type VariantKey = ImageKey & { name: VariantWidth; format: VariantFormat };

export type StoredVariant = { bytes: Uint8Array; etag: string };

/** A blob as a listing shows it; `lastModified` is by the clock of Storage. */
export type Listed<K> = { key: K; etag: string; lastModified: Date };

/** `foreign` counts blobs whose names cannot be ours. Nothing else is told of them: they are left alone, whatever they hold. */
export type BlobPage<K> = {
  blobs: readonly Listed<K>[];
  foreign: number;
  /** Where a listing goes on after this page, on another day too; absent on the last. */
  next?: string;
};

export type Images = {
  /** A URL that lets its holder create this one original, and nothing else, until `expiresAt`. */
  uploadUrl(key: ImageKey, expiresAt: Date): Promise<string>;
  /** The original, cut off one byte beyond what an upload may have: so much is held, however large it is. */
  readOriginal(key: ImageKey): Promise<Uint8Array | undefined>;
  /** In bytes, read without any of them. Undefined: there is none. */
  originalSize(key: ImageKey): Promise<number | undefined>;
  /** Writes a variant over whatever is there. */
  writeVariant(key: ImageKey, variant: Pick<RenderedVariant, 'name' | 'format' | 'bytes'>): Promise<void>;
  /** The bytes of a variant and their strong entity tag, quotes included. */
  readVariant(key: ImageKey, name: VariantWidth, format: VariantFormat): Promise<StoredVariant | undefined>;
  /** The entity tag alone: reads no bytes. */
  variantEtag(key: ImageKey, name: VariantWidth, format: VariantFormat): Promise<string | undefined>;
  /** Writes the original again as it is, so that the trigger takes it for a new upload; atomically. 'gone': there is none. */
  renewOriginal(key: ImageKey): Promise<'renewed' | 'gone'>;
  /** Removes the original and all variants; what is gone already is fine. */
  remove(key: ImageKey): Promise<void>;
  /**
   * All originals, page by page; those of one product come together. `from`: the `next` of a page; rejects, with something else than
   * `Unavailable`, where Storage does not know it.
   */
  listOriginals(from?: string): AsyncIterable<BlobPage<ImageKey>>;
  /** All variants, as `listOriginals`. */
  listVariants(from?: string): AsyncIterable<BlobPage<VariantKey>>;
  /** Removes this version of an original alone; 'stale' where it was written again since, or is gone. */
  removeOriginal(blob: Pick<Listed<ImageKey>, 'key' | 'etag'>): Promise<'removed' | 'stale'>;
  /** As `removeOriginal`. */
  removeVariant(blob: Pick<Listed<VariantKey>, 'key' | 'etag'>): Promise<'removed' | 'stale'>;
};
