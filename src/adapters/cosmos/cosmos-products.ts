import type { Container } from '@azure/cosmos';
import type { ImageKey } from '../../application/ports/images.ts';
import type { ProductPageQuery, Products } from '../../application/ports/products.ts';
import type { Product, ProductId } from '../../domain/product.ts';
import { queryAtMost, queryEach } from './cosmos-query.ts';
import { productOf } from './product-document.ts';
import { readItem, readLatestItem } from './read-item.ts';
import { where } from './where.ts';
import { createItem, patchItem, replaceItem, versionOf } from './write-item.ts';

/** Served by the index on the status. */
const ofImage = "ARRAY_CONTAINS(c.images, { 'status': @image }, true)";

/** A composite index on the filters and the id serves both the conditions and the order. */
const listQuery = ({ active, category, image, after }: ProductPageQuery): string => {
  const filters = [active !== undefined && 'active', category !== undefined && 'category'].filter(
    (name) => name !== false,
  );
  const conditions = [
    ...filters.map((name) => `c.${name} = @${name}`),
    image !== undefined && ofImage,
    after !== undefined && 'c.id > @after',
  ];
  return `SELECT TOP @limit * FROM c${where(conditions)} ORDER BY ${[...filters, 'id'].map((name) => `c.${name}`).join(', ')}`;
};

/** Served by the index on the status; `addedAt` is then checked on what it finds. */
const awaitingQuery = `SELECT c.id AS productId, image.id AS imageId FROM c JOIN image IN c.images
  WHERE image.status = 'awaiting_upload' AND image.addedAt < @before`;

const AWAITING_PAGE = 200;

export const cosmosProducts = (container: Container): Products => {
  const itemOf = (id: ProductId) => container.item(id, id);

  return {
    get: (id) => readItem(itemOf(id), productOf),

    getLatest: (id) => readLatestItem(itemOf(id), productOf),

    create: (product) => createItem(container, productOf(product), versionOf(product)),

    replace: (product, etag) => replaceItem(itemOf(product.id), productOf(product), etag, versionOf(product)),

    // Without the condition, a product whose band is already right would get a new etag.
    setAvailability: (id, availability) =>
      patchItem(itemOf(id), {
        condition: `FROM c WHERE c.availability != '${availability}'`,
        operations: [{ op: 'set', path: '/availability', value: availability }],
      }),

    list: async (query) => {
      const documents = await queryAtMost<Product>(container, listQuery(query), query);
      return documents.map(productOf);
    },

    listAwaiting: (before) =>
      queryEach<ImageKey>(container, awaitingQuery, { before }, { maxItemCount: AWAITING_PAGE }),

    listAvailability: () => queryEach(container, 'SELECT c.id, c.availability FROM c', {}, { maxItemCount: 500 }),
  };
};
