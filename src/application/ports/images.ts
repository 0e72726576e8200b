import type { Etag } from '../../domain/etag.ts';
import type { ImageId, RejectionReason, RenderedImage, VariantFormat, VariantWidth } from '../../domain/image.ts';
import type { ProductId } from '../../domain/product.ts';

/** Names one upload: the blob `{productId}/{imageId}`. */
export type ImageKey = { productId: ProductId; imageId: ImageId };

/** `name` is the requested width; `width` and `height` are the actual pixels. */
export type RenderedVariant = {
  name: VariantWidth;
  width: number;
  height: number;
  format: VariantFormat;
  bytes: Uint8Array;
};

/**
 * Turns an original into its variants and hands each to `write` as soon as it is encoded, so that
 * only one is held in memory. The same original always gives the same bytes. Resolves to `rejected`
 * if the image itself is at fault; none or only some variants are written then. Rejects if the
 * fault is ours.
 */
export type RenderImage = (
  original: Uint8Array,
  write: (variant: RenderedVariant) => Promise<void>,
) => Promise<RenderedImage | { rejected: RejectionReason }>;

export type VariantKey = ImageKey & { name: VariantWidth; format: VariantFormat };

type StoredVariant = { bytes: Uint8Array; etag: Etag };

/** A blob as a listing shows it. `lastModified` is by the clock of Storage. */
export type Listed<K> = { key: K; etag: Etag; lastModified: Date };

/** `foreign` counts blobs whose names cannot be ours. They are only counted and never touched. */
export type BlobPage<K> = {
  blobs: readonly Listed<K>[];
  foreign: number;
  /** Where the listing continues after this page, even on another day. Absent on the last page. */
  next?: string | undefined;
};

export type Images = {
  /** A URL that lets its holder create this one original, and nothing else, until `expiresAt`. */
  uploadUrl(key: ImageKey, expiresAt: Date): Promise<string>;
  /** The original, cut off one byte after the maximum size of an upload, to bound the memory. */
  readOriginal(key: ImageKey): Promise<Uint8Array | undefined>;
  /** In bytes, without reading the content. Undefined if there is no original. */
  originalSize(key: ImageKey): Promise<number | undefined>;
  /** Writes a variant, replacing any that exists. */
  writeVariant(key: ImageKey, variant: Pick<RenderedVariant, 'name' | 'format' | 'bytes'>): Promise<void>;
  /** The bytes of a variant and their strong entity tag, quotes included. */
  readVariant(key: ImageKey, name: VariantWidth, format: VariantFormat): Promise<StoredVariant | undefined>;
  /** Only the entity tag: reads no bytes. */
  variantEtag(key: ImageKey, name: VariantWidth, format: VariantFormat): Promise<Etag | undefined>;
  /**
   * Writes the same original again, atomically, so that the trigger takes it for a new upload.
   * 'gone': there is none.
   */
  renewOriginal(key: ImageKey): Promise<'renewed' | 'gone'>;
  /** Removes the original and all variants. Succeeds if they are already gone. */
  remove(key: ImageKey): Promise<void>;
  /**
   * All originals, page by page; those of one product come together. `from`: the `next` of a page.
   * If Storage does not know it, rejects with an error other than `Unavailable`.
   */
  listOriginals(from?: string): AsyncIterable<BlobPage<ImageKey>>;
  /** All variants, as `listOriginals`. */
  listVariants(from?: string): AsyncIterable<BlobPage<VariantKey>>;
  /** Removes only this version of an original. 'stale': it was written again since, or is gone. */
  removeOriginal(blob: Pick<Listed<ImageKey>, 'key' | 'etag'>): Promise<'removed' | 'stale'>;
  /** As `removeOriginal`. */
  removeVariant(blob: Pick<Listed<VariantKey>, 'key' | 'etag'>): Promise<'removed' | 'stale'>;
};
