import type { Clock } from '../../../src/application/ports/clock.ts';
import type { BlobPage, ImageKey, Images, Listed, VariantKey } from '../../../src/application/ports/images.ts';
import { type Etag, etagOf } from '../../../src/domain/etag.ts';
import { MAX_UPLOAD_BYTES, variantFormats, variantWidths } from '../../../src/domain/image.ts';
import { toImageId, toProductId } from '../ids.ts';

export type InMemoryImages = Images & {
  /** Uploads as the holder of a URL does: 201, or 403 if the URL does not allow it. */
  put(url: string, bytes: Uint8Array): number;
  /** Writes a blob of any name (with its container), as somebody with all rights. */
  place(name: string, bytes: Uint8Array): void;
  /** The uploads that the trigger would consider new, in order. */
  renewed(): readonly ImageKey[];
  original(key: ImageKey): Uint8Array | undefined;
  /** The names of all blobs, with their containers, sorted. */
  names(): readonly string[];
};

type Blob = { bytes: Uint8Array; etag: Etag; lastModified: Date };

const UPLOADS = 'uploads/';
const IMAGES = 'images/';

const originalName = ({ productId, imageId }: ImageKey): string => `${UPLOADS}${productId}/${imageId}`;

const variantsPrefix = ({ productId, imageId }: ImageKey): string => `${IMAGES}${productId}/${imageId}/`;

const variantName = ({ name, format, ...key }: VariantKey): string => `${variantsPrefix(key)}${name}.${format}`;

const parseOriginal = (name: string): ImageKey | undefined => {
  const [, productId, imageId] = /^uploads\/([a-z0-9][a-z0-9-]{0,63})\/([0-9a-v]{26})$/.exec(name) ?? [];
  return productId === undefined || imageId === undefined
    ? undefined
    : { productId: toProductId(productId), imageId: toImageId(imageId) };
};

const parseVariant = (name: string): VariantKey | undefined => {
  const [, folder = ''] = /^images\/([^/]+\/[^/]+)\/[^/]+$/.exec(name) ?? [];
  const key = parseOriginal(`${UPLOADS}${folder}`);
  const all = variantWidths.flatMap((width) => variantFormats.map((format) => ({ name: width, format })));
  return key && all.map((one) => ({ ...key, ...one })).find((one) => variantName(one) === name);
};

/** `pageSize`: blobs per page of a listing. */
export const inMemoryImages = ({
  clock = () => new Date(),
  pageSize = 4,
}: {
  clock?: Clock;
  pageSize?: number;
} = {}): InMemoryImages => {
  const blobs = new Map<string, Blob>();
  const grants = new Map<string, { name: string; expiresAt: Date }>();
  let writes = 0;

  const write = (name: string, bytes: Uint8Array): void => {
    writes += 1;
    blobs.set(name, { bytes: bytes.slice(), etag: etagOf(`"${writes}"`), lastModified: clock() });
  };
  const names = (): readonly string[] => [...blobs.keys()].toSorted();

  /** Continues by name, as Storage does: blobs removed meanwhile make it skip nothing. */
  async function* list<K>(
    container: string,
    parse: (name: string) => K | undefined,
    from = container,
  ): AsyncGenerator<BlobPage<K>> {
    if (!from.startsWith(container)) throw new Error('This is no place in this listing.');
    for (let last = from; ; ) {
      const page = names()
        .filter((name) => name.startsWith(container) && name > last)
        .slice(0, pageSize);
      const found = page.flatMap((name): Listed<K>[] => {
        const [key, blob] = [parse(name), blobs.get(name)];
        return key && blob ? [{ key, etag: blob.etag, lastModified: blob.lastModified }] : [];
      });
      last = page.at(-1) ?? last;
      const isLast = page.length < pageSize;
      yield { blobs: found, foreign: page.length - found.length, ...(!isLast && { next: last }) };
      if (isLast) return;
    }
  }

  const removeVersion = (name: string, etag: string): 'removed' | 'stale' => {
    if (blobs.get(name)?.etag !== etag) return 'stale';
    blobs.delete(name);
    return 'removed';
  };
  const renewed: ImageKey[] = [];

  return {
    uploadUrl: async (key, expiresAt) => {
      const name = originalName(key);
      const signature = `signature-${grants.size + 1}`;
      grants.set(signature, { name, expiresAt });
      return `https://blobs.test/${name}?${signature}`;
    },
    readOriginal: async (key) => blobs.get(originalName(key))?.bytes.slice(0, MAX_UPLOAD_BYTES + 1),
    originalSize: async (key) => blobs.get(originalName(key))?.bytes.byteLength,
    writeVariant: async (key, { name, format, bytes }) => write(variantName({ ...key, name, format }), bytes),
    readVariant: async (key, name, format) => {
      const blob = blobs.get(variantName({ ...key, name, format }));
      return blob && { bytes: blob.bytes.slice(), etag: blob.etag };
    },
    variantEtag: async (key, name, format) => blobs.get(variantName({ ...key, name, format }))?.etag,
    renewOriginal: async (key) => {
      if (!blobs.has(originalName(key))) return 'gone';
      renewed.push(key);
      return 'renewed';
    },
    remove: async (key) => {
      blobs.delete(originalName(key));
      for (const name of [...blobs.keys()]) if (name.startsWith(variantsPrefix(key))) blobs.delete(name);
    },
    listOriginals: (from) => list(UPLOADS, parseOriginal, from),
    listVariants: (from) => list(IMAGES, parseVariant, from),
    removeOriginal: async ({ key, etag }) => removeVersion(originalName(key), etag),
    removeVariant: async ({ key, etag }) => removeVersion(variantName(key), etag),

    put: (url, bytes) => {
      const { pathname, search } = new URL(url);
      const grant = grants.get(search.slice(1));
      const name = pathname.slice(1);
      if (grant?.name !== name || grant.expiresAt < clock() || blobs.has(name)) return 403;
      write(name, bytes);
      return 201;
    },
    place: write,
    renewed: () => [...renewed],
    original: (key) => blobs.get(originalName(key))?.bytes.slice(),
    names,
  };
};
