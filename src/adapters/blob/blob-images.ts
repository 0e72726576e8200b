import type { BlobServiceClient } from '@azure/storage-blob';
import type { ImageKey, Images } from '../../application/ports.ts';
import { type VariantFormat, type VariantWidth, variantFormats, variantWidths } from '../../domain/image.ts';
import { blobCall } from './blob-call.ts';
import { bytesOf } from './bytes-of.ts';
import { renewBlob } from './renew-blob.ts';
import { uploadUrls } from './upload-url.ts';

const UPLOADS = 'uploads';
const IMAGES = 'images';

const extensions: Record<VariantFormat, string> = { webp: 'webp', jpeg: 'jpg' };

const nameOf = ({ productId, imageId }: ImageKey): string => `${productId}/${imageId}`;

const variantName = (key: ImageKey, name: VariantWidth, format: VariantFormat): string =>
  `${nameOf(key)}/${name}.${extensions[format]}`;

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

    renewOriginal: (key) => renewBlob(originals.getBlockBlobClient(nameOf(key))),

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
