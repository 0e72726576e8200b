import { buffer } from 'node:stream/consumers';
import type { BlobClient, BlobServiceClient } from '@azure/storage-blob';
import type { ImageKey, Images } from '../../application/ports.ts';
import { Unavailable } from '../../domain/errors.ts';
import { type VariantFormat, type VariantWidth, variantFormats, variantWidths } from '../../domain/image.ts';
import { blobCall, isNotFound } from './blob-call.ts';
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
