import type { BlobClient, BlobDeleteOptions, BlobServiceClient } from '@azure/storage-blob';
import type { Images } from '../../application/ports/images.ts';
import { MAX_UPLOAD_BYTES } from '../../domain/image.ts';
import { blobCall, otherwise } from './blob-call.ts';
import { originalName, parseOriginalName, parseVariantName, variantKeys, variantName } from './blob-names.ts';
import { contentOf, etagIn } from './content-of.ts';
import { listBlobs } from './list-blobs.ts';
import { renewBlob } from './renew-blob.ts';
import { uploadUrls } from './upload-url.ts';

const UPLOADS = 'uploads';
const IMAGES = 'images';

/** The most that Storage lists at a time. */
const PAGE_SIZE = 5000;

/** Whoever may create a blob may take snapshots of it, and they must be deleted with the blob. */
const withSnapshots: BlobDeleteOptions = { deleteSnapshots: 'include' };

/** Removes only the version of `etag`. */
const removeVersion = (blob: BlobClient, etag: string, options: BlobDeleteOptions = {}): Promise<'removed' | 'stale'> =>
  blobCall((abortSignal) => {
    const removal = blob.delete({ ...options, abortSignal, conditions: { ifMatch: etag } });
    return otherwise(
      removal.then(() => 'removed' as const),
      [404, 412],
      'stale' as const,
    );
  });

/** Originals are in `uploads`, variants in `images`. `pageSize`: blobs per page of a listing. */
export const blobImages = (client: BlobServiceClient, { pageSize = PAGE_SIZE } = {}): Images => {
  const uploads = client.getContainerClient(UPLOADS);
  const images = client.getContainerClient(IMAGES);
  const uploadUrl = uploadUrls(client, UPLOADS);

  return {
    uploadUrl: (key, expiresAt) => blobCall((abortSignal) => uploadUrl(originalName(key), expiresAt, abortSignal)),

    readOriginal: (key) =>
      blobCall(async (abortSignal) => {
        const content = contentOf(uploads.getBlobClient(originalName(key)), abortSignal, MAX_UPLOAD_BYTES + 1);
        // An empty blob answers 416, because it has no first bytes.
        return (await otherwise(content, [416], { bytes: new Uint8Array() }))?.bytes;
      }),

    originalSize: (key) =>
      blobCall(async (abortSignal) => {
        const properties = uploads.getBlobClient(originalName(key)).getProperties({ abortSignal });
        return (await otherwise(properties, [404], undefined))?.contentLength;
      }),

    writeVariant: (key, { name, format, bytes }) =>
      blobCall(async (abortSignal) => {
        await images.getBlockBlobClient(variantName({ ...key, name, format })).uploadData(bytes, {
          abortSignal,
          blobHTTPHeaders: {
            blobContentType: `image/${format}`,
            blobCacheControl: 'public, max-age=31536000, immutable',
          },
        });
      }),

    readVariant: (key, name, format) =>
      blobCall((abortSignal) => contentOf(images.getBlobClient(variantName({ ...key, name, format })), abortSignal)),

    variantEtag: (key, name, format) =>
      blobCall(async (abortSignal) => {
        const blob = images.getBlobClient(variantName({ ...key, name, format }));
        const properties = await otherwise(blob.getProperties({ abortSignal }), [404], undefined);
        return properties && etagIn(properties);
      }),

    renewOriginal: (key) => renewBlob(uploads.getBlockBlobClient(originalName(key))),

    remove: (key) =>
      blobCall(async (abortSignal) => {
        await Promise.all([
          uploads.getBlobClient(originalName(key)).deleteIfExists({ ...withSnapshots, abortSignal }),
          ...variantKeys(key).map((one) => images.getBlobClient(variantName(one)).deleteIfExists({ abortSignal })),
        ]);
      }),

    listOriginals: (from) => listBlobs(uploads, parseOriginalName, pageSize, from),
    listVariants: (from) => listBlobs(images, parseVariantName, pageSize, from),
    removeOriginal: ({ key, etag }) => removeVersion(uploads.getBlobClient(originalName(key)), etag, withSnapshots),
    removeVariant: ({ key, etag }) => removeVersion(images.getBlobClient(variantName(key)), etag),
  };
};
