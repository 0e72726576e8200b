import { fromBuffer, putBlob } from '../upload/put-blob.ts';
import { uploadClient } from '../upload/upload-client.ts';
import { demoCatalogue } from './demo-catalogue.ts';
import { drawPicture } from './draw-picture.ts';

export type SeedPicturesOptions = {
  /** Of the functions host, such as http://127.0.0.1:7071. */
  url: string;
  /** Of an admin. */
  token: string;
  productIds?: readonly string[];
  /** Ends the work between two pictures. */
  signal?: AbortSignal;
};

export type SeededPictures = {
  /** Address of the first product's picture, there once it is uploaded and resized; undefined where it has none. */
  first: string | undefined;
  /** How many were uploaded; goes on in the background. Rejects with what the API or Storage refused. */
  uploaded: Promise<number>;
};

const PATIENCE_MS = 30_000;

/**
 * Draws a picture for each demo product that has none and uploads it as anybody would: the API gives a URL, the bytes go to Storage.
 * Resolves once the first has its URL. May run again: a picture that still awaits its upload is replaced.
 */
export const seedPictures = async ({
  url,
  token,
  productIds = demoCatalogue.map(({ id }) => id),
  signal,
}: SeedPicturesOptions): Promise<SeededPictures> => {
  const client = uploadClient({ url, token: async () => token, patienceMs: PATIENCE_MS });

  /** Announces a picture: its id, and how to upload it where that is still to be done. */
  const announce = async (productId: string): Promise<{ imageId: string; put?: () => Promise<void> } | undefined> => {
    const images = await client.images(productId);
    const present = images.find(({ status }) => status !== 'awaiting_upload');
    if (present !== undefined) return { imageId: present.id };
    // Of a seed that ended before its upload did: its URL is gone with it.
    for (const { id } of images) await client.removeImage(productId, id);
    const picture = await drawPicture(productId);
    if (picture === undefined) return undefined;
    const { bytes, contentType } = picture;
    const added = await client.addImage(productId, { contentType, bytes: bytes.byteLength });
    if ('refused' in added) throw new Error(`A picture of ${productId} was refused: ${added.detail}`);
    return { imageId: added.imageId, put: () => putBlob(added.upload, fromBuffer(bytes)) };
  };

  const [firstId, ...others] = productIds;
  const first = firstId === undefined ? undefined : await announce(firstId);

  const uploadAll = async (): Promise<number> => {
    await first?.put?.();
    let count = first?.put === undefined ? 0 : 1;
    for (const productId of others) {
      if (signal?.aborted) return count;
      const announced = await announce(productId);
      if (announced?.put === undefined) continue;
      await announced.put();
      count += 1;
    }
    return count;
  };
  return {
    first: first && `${url}/api/v1/images/${firstId}/${first.imageId}/800`,
    uploaded: uploadAll(),
  };
};
