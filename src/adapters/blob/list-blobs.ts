import type { BlobItem, ContainerClient } from '@azure/storage-blob';
import type { BlobPage, Listed } from '../../application/ports/images.ts';
import { type Etag, etagOf } from '../../domain/etag.ts';
import { blobCall } from './blob-call.ts';

/** Listings give entity tags without the quotes that headers have. */
const quote = (etag: string): Etag => etagOf(etag.startsWith('"') ? etag : `"${etag}"`);

const toListed = <K>(key: K, { properties }: BlobItem): Listed<K> => ({
  key,
  etag: quote(properties.etag),
  lastModified: properties.lastModified,
});

type Listing = { prefix?: string; maxPageSize?: number; from?: string | undefined };

/**
 * Sorted by name, starting after the page whose `next` is `from`. Every page has its own deadline.
 */
export async function* listPages(
  container: ContainerClient,
  { from, maxPageSize, ...filter }: Listing,
): AsyncGenerator<{ items: readonly BlobItem[]; next?: string | undefined }> {
  let token = from;
  do {
    const settings = {
      ...(maxPageSize !== undefined && { maxPageSize }),
      ...(token !== undefined && { continuationToken: token }),
    };
    const page = await blobCall((abortSignal) =>
      container
        .listBlobsFlat({ ...filter, abortSignal })
        .byPage(settings)
        .next(),
    );
    if (page.done) return;
    token = page.value.continuationToken || undefined;
    yield { items: page.value.segment.blobItems, next: token };
  } while (token !== undefined);
}

/** The blobs whose names `parse` accepts, as `listPages`. */
export async function* listBlobs<K>(
  container: ContainerClient,
  parse: (name: string) => K | undefined,
  maxPageSize: number,
  from?: string,
): AsyncGenerator<BlobPage<K>> {
  for await (const { items, ...place } of listPages(container, { maxPageSize, from })) {
    const blobs = items.flatMap((item) => {
      const key = parse(item.name);
      return key === undefined ? [] : [toListed(key, item)];
    });
    yield { blobs, foreign: items.length - blobs.length, ...place };
  }
}
