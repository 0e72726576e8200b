import type { BlobClient, BlobDeleteOptions, BlobServiceClient } from '@azure/storage-blob';
import type { Images } from '../../application/ports/images.ts';
import type { Etag } from '../../domain/etag.ts';
import { MAX_UPLOAD_BYTES } from '../../domain/image.ts';
import { blobCall } from './blob-call.ts';
import { originalName, parseOriginalName, parseVariantName, variantKeys, variantName } from './blob-names.ts';
import { listBlobs } from './list-blobs.ts';
import { readContent, readEtag } from './read-content.ts';
import { renewBlob } from './renew-blob.ts';
import { uploadUrls } from './upload-url.ts';

const UPLOADS = 'uploads';
const IMAGES = 'images';

/** The most that Storage lists at a time. */
const PAGE_SIZE = 5000;

/** Whoever may create a blob may take snapshots of it, and they must be deleted with the blob. */
const withSnapshots: BlobDeleteOptions = { deleteSnapshots: 'include' };

const removeVersion = (blob: BlobClient, etag: Etag, options: BlobDeleteOptions = {}): Promise<'removed' | 'stale'> =>
  blobCall(
    async (abortSignal) => {
      await blob.delete({ ...options, abortSignal, conditions: { ifMatch: etag } });
      return 'removed';
    },
    { 404: 'stale', 412: 'stale' },
  );

/** Originals are in `uploads`, variants in `images`. `pageSize`: blobs per page of a listing. */
export const blobImages = (client: BlobServiceClient, { pageSize = PAGE_SIZE } = {}): Images => {
  const uploads = client.getContainerClient(UPLOADS);
  const images = client.getContainerClient(IMAGES);
  const uploadUrl = uploadUrls(client, UPLOADS);

  return {
    uploadUrl: (key, expiresAt) => blobCall((abortSignal) => uploadUrl(originalName(key), expiresAt, abortSignal)),

    readOriginal: (key) =>
      blobCall(
        async (abortSignal) => {
          const blob = uploads.getBlobClient(originalName(key));
          return (await readContent(blob, abortSignal, MAX_UPLOAD_BYTES + 1)).bytes;
        },
        // An empty blob answers 416, because it has no first bytes.
        { 404: undefined, 416: new Uint8Array() },
      ),

    originalSize: (key) =>
      blobCall(
        async (abortSignal) => {
          const { contentLength } = await uploads.getBlobClient(originalName(key)).getProperties({ abortSignal });
          return contentLength;
        },
        { 404: undefined },
      ),

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
      blobCall((abortSignal) => readContent(images.getBlobClient(variantName({ ...key, name, format })), abortSignal), {
        404: undefined,
      }),

    variantEtag: (key, name, format) =>
      blobCall(
        async (abortSignal) => {
          const blob = images.getBlobClient(variantName({ ...key, name, format }));
          return readEtag(await blob.getProperties({ abortSignal }));
        },
        { 404: undefined },
      ),

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
