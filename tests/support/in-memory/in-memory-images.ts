import type { Clock, ImageKey, Images } from '../../../src/application/ports.ts';
import type { VariantFormat, VariantWidth } from '../../../src/domain/image.ts';

export type InMemoryImages = Images & {
  /** What the holder of an upload URL does: 201, or 403 where the URL is not good for it. */
  put(url: string, bytes: Uint8Array): number;
  /** What the trigger would take for new uploads, in order. */
  renewed(): readonly ImageKey[];
  original(key: ImageKey): Uint8Array | undefined;
  /** The names of all blobs, containers included, sorted. */
  names(): readonly string[];
};

const originalName = ({ productId, imageId }: ImageKey): string => `uploads/${productId}/${imageId}`;

const variantsPrefix = ({ productId, imageId }: ImageKey): string => `images/${productId}/${imageId}/`;

const variantName = (key: ImageKey, name: VariantWidth, format: VariantFormat): string =>
  `${variantsPrefix(key)}${name}.${format}`;

export const inMemoryImages = ({ clock = () => new Date() }: { clock?: Clock } = {}): InMemoryImages => {
  const blobs = new Map<string, Uint8Array>();
  const grants = new Map<string, { name: string; expiresAt: Date }>();
  const renewed: ImageKey[] = [];
  const copyOf = (name: string): Uint8Array | undefined => blobs.get(name)?.slice();

  return {
    uploadUrl: async (key, expiresAt) => {
      const name = originalName(key);
      const signature = `signature-${grants.size + 1}`;
      grants.set(signature, { name, expiresAt });
      return `https://blobs.test/${name}?${signature}`;
    },
    writeVariant: async (key, { name, format, bytes }) => {
      blobs.set(variantName(key, name, format), bytes.slice());
    },
    readVariant: async (key, name, format) => copyOf(variantName(key, name, format)),
    renewOriginal: async (key) => {
      if (!blobs.has(originalName(key))) return 'gone';
      renewed.push(key);
      return 'renewed';
    },
    remove: async (key) => {
      blobs.delete(originalName(key));
      for (const name of [...blobs.keys()]) if (name.startsWith(variantsPrefix(key))) blobs.delete(name);
    },

    put: (url, bytes) => {
      const { pathname, search } = new URL(url);
      const grant = grants.get(search.slice(1));
      const name = pathname.slice(1);
      if (grant?.name !== name || grant.expiresAt < clock() || blobs.has(name)) return 403;
      blobs.set(name, bytes.slice());
      return 201;
    },
    renewed: () => [...renewed],
    original: (key) => copyOf(originalName(key)),
    names: () => [...blobs.keys()].toSorted(),
  };
};
