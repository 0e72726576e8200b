import type { Products } from '../../../src/application/ports/products.ts';
import type { Product, ProductId } from '../../../src/domain/product.ts';
import { versions } from './versions.ts';

export type InMemoryProducts = Products & {
  stored(): readonly Product[];
  /** Removes the document, as no use case does. */
  lose(id: ProductId): void;
};

export const inMemoryProducts = (): InMemoryProducts => {
  const products = versions<Product>();
  return {
    get: async (id) => products.get(id),
    getLatest: async (id) => products.get(id),
    create: async (product) => products.create(product.id, product),
    replace: async (product, etag) => products.replace(product.id, product, etag),
    setAvailability: async (id, availability) => {
      const value = products.get(id)?.value;
      if (value && value.availability !== availability) products.put(id, { ...value, availability });
    },
    list: async ({ active, category, image, limit, after }) =>
      products
        .values()
        .filter((product) => active === undefined || product.active === active)
        .filter((product) => category === undefined || product.category === category)
        .filter(({ images }) => image === undefined || images.some(({ status }) => status === image))
        .filter((product) => after === undefined || product.id > after)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit),
    async *listAwaiting(before) {
      for (const { id: productId, images } of products.values()) {
        for (const { id: imageId, status, addedAt } of images) {
          if (status === 'awaiting_upload' && addedAt < before) yield { productId, imageId };
        }
      }
    },
    async *listAvailability() {
      for (const { id, availability } of products.values()) yield { id, availability };
    },
    stored: () => products.values(),
    lose: (id) => products.remove(id),
  };
};
