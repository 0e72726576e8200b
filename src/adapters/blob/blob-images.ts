import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { BlobClient, BlobServiceClient, BlockBlobClient } from '@azure/storage-blob';
import type { ImageKey, Images } from '../../application/ports.ts';
import { Unavailable } from '../../domain/errors.ts';
import { type VariantFormat, type VariantWidth, variantFormats, variantWidths } from '../../domain/image.ts';
import { blobCall, isNotFound, isPreconditionFailed } from './blob-call.ts';
import { uploadUrls } from './upload-url.ts';

const UPLOADS = 'uploads';
const IMAGES = 'images';

const extensions: Record<VariantFormat, string> = { webp: 'webp', jpeg: 'jpg' };

const nameOf = ({ productId, imageId }: ImageKey): string => `${productId}/${imageId}`;

const variantName = (key: ImageKey, name: VariantWidth, format: VariantFormat): string =>
  `${nameOf(key)}/${name}.${extensions[format]}`;

/** All of a blob, in one request; undefined where there is none. */
const bytesOf = async (blob: BlobClient, abortSignal: AbortSignal): Promise<Uint8Array | undefined> => {
  let body: NodeJS.ReadableStream | undefined;
  try {
    body = (await blob.download(0, undefined, { abortSignal })).readableStreamBody;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
  if (!body) throw new Error('The client gave no stream.');
  try {
    return await buffer(body);
  } catch (cause) {
    throw new Unavailable('media', { cause });
  }
};

/** In blocks, so that an original of any size takes no more memory than one of them. */
const BLOCK_BYTES = 4 * 1024 * 1024;

const RENEWAL_LIMIT_MS = 60_000;

/**
 * A copy onto itself would do the same, but asks for rights of its own at its source. The last write takes effect all at once, and only over
 * the version that was read; where that is not there any more, somebody else has written or removed it, and the trigger or nobody is to know.
 */
const renewed = (blob: BlockBlobClient): Promise<'renewed' | 'gone'> =>
  blobCall(async (abortSignal) => {
    try {
      const { readableStreamBody, etag, contentType, metadata } = await blob.download(0, undefined, { abortSignal });
      if (!readableStreamBody || etag === undefined) throw new Error('The client gave no stream.');
      const body = Readable.from(readableStreamBody);
      await blob.uploadStream(body, BLOCK_BYTES, 1, {
        abortSignal,
        conditions: { ifMatch: etag },
        ...(contentType !== undefined && { blobHTTPHeaders: { blobContentType: contentType } }),
        ...(metadata && { metadata }),
      });
      return 'renewed';
    } catch (error) {
      if (isNotFound(error) || isPreconditionFailed(error)) return (await blob.exists()) ? 'renewed' : 'gone';
      throw error;
    }
  }, RENEWAL_LIMIT_MS);

/** Originals are in the container `uploads`, variants in `images`. */
export const blobImages = (client: BlobServiceClient): Images => {
  const variants = client.getContainerClient(IMAGES);
  const originals = client.getContainerClient(UPLOADS);
  const uploadUrl = uploadUrls(client, UPLOADS);

  return {
    uploadUrl: (key, expiresAt) => blobCall((abortSignal) => uploadUrl(nameOf(key), expiresAt, abortSignal)),

    writeVariant: (key, { name, format, bytes }) =>
      blobCall(async (abortSignal) => {
        await variants.getBlockBlobClient(variantName(key, name, format)).uploadData(bytes, {
          abortSignal,
          blobHTTPHeaders: {
            blobContentType: `image/${format}`,
            blobCacheControl: 'public, max-age=31536000, immutable',
          },
        });
      }),

    readVariant: (key, name, format) =>
      blobCall((abortSignal) => bytesOf(variants.getBlobClient(variantName(key, name, format)), abortSignal)),

    renewOriginal: (key) => renewed(originals.getBlockBlobClient(nameOf(key))),

    remove: (key) =>
      blobCall(async (abortSignal) => {
        const names = variantWidths.flatMap((width) => variantFormats.map((format) => variantName(key, width, format)));
        await Promise.all([
          // Who may create a blob may take snapshots of it, and a blob with snapshots does not go alone.
          originals.getBlobClient(nameOf(key)).deleteIfExists({ abortSignal, deleteSnapshots: 'include' }),
          ...names.map((name) => variants.getBlobClient(name).deleteIfExists({ abortSignal })),
        ]);
      }),
  };
};
