import type { Container } from '@azure/cosmos';
import type { ImageKey } from '../../application/ports/images.ts';
import type { ProductPageQuery, Products } from '../../application/ports/products.ts';
import { etagOf } from '../../domain/etag.ts';
import type { Product, ProductId } from '../../domain/product.ts';
import { cosmosCall } from './cosmos-call.ts';
import { queryAtMost, queryPages } from './cosmos-query.ts';
import { productOf } from './product-document.ts';
import { readItem, readLatestItem } from './read-item.ts';
import { onlyIf, withoutBody } from './write-options.ts';

const unlessSame = { 404: 'stale', 412: 'stale' } as const;

/** Served by the index on the status. */
const ofImage = "ARRAY_CONTAINS(c.images, { 'status': @image }, true)";

/** A composite index on the filters and the id serves both the conditions and the order. */
const listQuery = ({ active, category, image, after }: ProductPageQuery): string => {
  const filters = [active !== undefined && 'active', category !== undefined && 'category'].filter(
    (name) => name !== false,
  );
  const conditions = [
    ...filters.map((name) => `c.${name} = @${name}`),
    ...(image === undefined ? [] : [ofImage]),
    ...(after === undefined ? [] : ['c.id > @after']),
  ];
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')} ` : '';
  return `SELECT TOP @limit * FROM c ${where}ORDER BY ${[...filters, 'id'].map((name) => `c.${name}`).join(', ')}`;
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

    create: (product) =>
      cosmosCall(
        async (abortSignal) => {
          const { etag } = await container.items.create(productOf(product), { abortSignal });
          return { value: product, etag: etagOf(etag) };
        },
        { 409: 'exists' },
      ),

    replace: (product, etag) =>
      cosmosCall(async (abortSignal) => {
        const answer = await itemOf(product.id).replace(productOf(product), { ...onlyIf(etag), abortSignal });
        return { value: product, etag: etagOf(answer.etag) };
      }, unlessSame),

    // Without the condition, a product whose band is already right would get a new etag.
    setAvailability: async (id, availability) => {
      await cosmosCall(
        (abortSignal) =>
          itemOf(id).patch(
            {
              condition: `FROM c WHERE c.availability != '${availability}'`,
              operations: [{ op: 'set', path: '/availability', value: availability }],
            },
            { ...withoutBody, abortSignal },
          ),
        { 404: undefined, 412: undefined },
      );
    },

    list: async (query) => {
      const documents = await queryAtMost<Product>(container, listQuery(query), query);
      return documents.map(productOf);
    },

    async *listAwaiting(before): AsyncGenerator<ImageKey> {
      const options = { maxItemCount: AWAITING_PAGE };
      for await (const page of queryPages<ImageKey>(container, awaitingQuery, { before }, options)) yield* page;
    },

    async *listAvailability() {
      const query = 'SELECT c.id, c.availability FROM c';
      const pages = queryPages<Pick<Product, 'id' | 'availability'>>(container, query, {}, { maxItemCount: 500 });
      for await (const page of pages) yield* page;
    },
  };
};
