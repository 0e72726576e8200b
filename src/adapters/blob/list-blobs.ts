import type { BlobItem, ContainerClient } from '@azure/storage-blob';
import type { BlobPage, Listed } from '../../application/ports/images.ts';
import { blobCall } from './blob-call.ts';

/** Listings give entity tags without the quotes that headers have. */
const quoted = (etag: string): string => (etag.startsWith('"') ? etag : `"${etag}"`);

const listed = <K>(key: K, { properties }: BlobItem): Listed<K> => ({
  key,
  etag: quoted(properties.etag),
  lastModified: properties.lastModified,
});

/**
 * The blobs of a container sorted by name, starting after the page whose `next` is `from`. Every
 * page is a request with its own deadline.
 */
export async function* listBlobs<K>(
  container: ContainerClient,
  parse: (name: string) => K | undefined,
  pageSize: number,
  from?: string,
): AsyncGenerator<BlobPage<K>> {
  let token = from;
  do {
    const options = { maxPageSize: pageSize, ...(token !== undefined && { continuationToken: token }) };
    const page = await blobCall((abortSignal) => container.listBlobsFlat({ abortSignal }).byPage(options).next());
    if (page.done) return;
    const { segment, continuationToken } = page.value;
    const blobs = segment.blobItems.flatMap((item) => {
      const key = parse(item.name);
      return key === undefined ? [] : [listed(key, item)];
    });
    token = continuationToken === '' ? undefined : continuationToken;
    yield { blobs, foreign: segment.blobItems.length - blobs.length, ...(token !== undefined && { next: token }) };
  } while (token !== undefined);
}
