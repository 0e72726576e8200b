import { type BlobServiceClient, BlockBlobClient } from '@azure/storage-blob';
import { blobImages } from '../../../src/adapters/blob/blob-images.ts';
import type { ImageKey } from '../../../src/application/ports/images.ts';
import type { ImagesUnderTest } from '../../contracts/images-contract.ts';

export const createContainers = async (client: BlobServiceClient): Promise<void> => {
  for (const name of ['uploads', 'images', 'reports']) await client.createContainer(name);
};

/** Uploads as a browser does: one PUT, with the headers that the API asks for. */
export const putBlob = async (url: string, bytes: Uint8Array, method = 'PUT'): Promise<number> => {
  const headers = { 'content-type': 'image/jpeg', 'x-ms-blob-type': 'BlockBlob' };
  const response = await fetch(url, { method, headers, ...(method === 'PUT' && { body: Buffer.from(bytes) }) });
  await response.arrayBuffer();
  return response.status;
};

const pathOf = ({ productId, imageId }: ImageKey): string => `${productId}/${imageId}`;

/** The adapter, and a client with all rights that looks behind it. */
export const blobImagesUnderTest = (client: BlobServiceClient, observer: BlobServiceClient): ImagesUnderTest => {
  const uploads = observer.getContainerClient('uploads');
  return {
    images: blobImages(client, { pageSize: 4 }),
    put: putBlob,
    place: async (container, name, bytes) => {
      // Encoded as one segment: the client would normalize `..`.
      const url = new URL(observer.getContainerClient(container).url);
      url.pathname += `/${encodeURIComponent(name)}`;
      const credential = observer.credential;
      await new BlockBlobClient(url.href, credential).uploadData(bytes);
    },
    original: async (key) => {
      const blob = uploads.getBlobClient(pathOf(key));
      return (await blob.exists()) ? blob.downloadToBuffer() : undefined;
    },
    count: async (key) => {
      let count = 0;
      for (const container of ['uploads', 'images']) {
        for await (const { name } of observer.getContainerClient(container).listBlobsFlat({ prefix: pathOf(key) })) {
          if (`${name}/`.startsWith(`${pathOf(key)}/`)) count += 1;
        }
      }
      return count;
    },
    now: () => new Date(),
  };
};
