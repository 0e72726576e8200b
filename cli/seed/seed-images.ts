import type { ApiClient } from '../client/api-client.ts';
import { fromBuffer, putBlob } from '../upload/put-blob.ts';
import { type UploadClient, uploadClient } from '../upload/upload-client.ts';
import { demoCatalogue } from './demo-catalogue.ts';
import { drawImage } from './draw-image.ts';

export type SeedImagesOptions = {
  productIds?: readonly string[];
  /** Ends the work between two images. */
  signal?: AbortSignal;
};

export type SeededImages = {
  /** Path of the first product's image, after the address of the API; undefined if it has none. */
  first: string | undefined;
  /** How many were uploaded, once all are. Rejects with what the API or Storage refused. */
  uploaded: Promise<number>;
};

type Announcement = { imageId: string; put?: () => Promise<void> };

/** Announces an image: gives its id, and how to upload it if that is still to be done. */
const announceImage = async (client: UploadClient, productId: string): Promise<Announcement | undefined> => {
  const images = await client.images(productId);
  const present = images.find(({ status }) => status !== 'awaiting_upload');
  if (present !== undefined) return { imageId: present.id };
  // A seed that ended before its upload left them. Their upload URLs are lost.
  for (const { id } of images) await client.removeImage(productId, id);
  const image = await drawImage(productId);
  if (image === undefined) return undefined;
  const { bytes, contentType } = image;
  const added = await client.addImage(productId, { contentType, bytes: bytes.byteLength });
  if ('refused' in added) throw new Error(`The image of ${productId} was refused: ${added.detail}`);
  return { imageId: added.id, put: () => putBlob(added.upload, fromBuffer(bytes)) };
};

/**
 * Draws an image for each demo product that has none and uploads it as any client would. Resolves
 * once the first has its URL. May run again: an image that still awaits its upload is replaced.
 */
export const seedImages = async (
  api: ApiClient,
  { productIds = demoCatalogue.map(({ id }) => id), signal }: SeedImagesOptions = {},
): Promise<SeededImages> => {
  const client = uploadClient(api);
  const [firstId, ...others] = productIds;
  const first = firstId === undefined ? undefined : await announceImage(client, firstId);

  const uploadAll = async (): Promise<number> => {
    await first?.put?.();
    let count = first?.put === undefined ? 0 : 1;
    for (const productId of others) {
      if (signal?.aborted) return count;
      const announced = await announceImage(client, productId);
      if (announced?.put === undefined) continue;
      await announced.put();
      count += 1;
    }
    return count;
  };
  return { first: first && `/images/${firstId}/${first.imageId}/800`, uploaded: uploadAll() };
};
