import type { Products } from '../../src/application/ports/products.ts';
import type { Product } from '../../src/domain/product.ts';
import type { InMemoryProducts } from '../support/in-memory/in-memory-products.ts';
import { type ReplicasDeps, replicas, type Session } from './replicas.ts';

/** The catalogue. Reads of it may be stale, but all replicas have what the shop opened with. */
export const laggingProducts = ({ products, ...deps }: ReplicasDeps & { products: InMemoryProducts }) => {
  const versions = replicas<Product>(deps, ({ id }) => id);

  const productsFor = (session: Session): Products => ({
    ...products,
    create: async (product) => {
      const outcome = await products.create(product);
      if (outcome !== 'exists') versions.add(product.id, outcome);
      versions.catchUp(session, product.id);
      return outcome;
    },
    get: async (id) => {
      const version = versions.serve(id, session.get(id) ?? 1);
      session.set(id, version);
      return versions.version(id, version);
    },
    getLatest: async (id) => {
      versions.catchUp(session, id);
      return versions.latest(id);
    },
    replace: async (product, etag) => {
      const outcome = await products.replace(product, etag);
      if (outcome !== 'stale') versions.add(product.id, outcome);
      versions.catchUp(session, product.id);
      return outcome;
    },
    setAvailability: async (id, availability) => {
      await products.setAvailability(id, availability);
      const stored = await products.get(id);
      if (stored && stored.etag !== versions.latest(id)?.etag) versions.add(id, stored);
      versions.catchUp(session, id);
    },
  });

  return { productsFor };
};
