import { listProductsQuery, putProductBody } from '../../../src/functions/http/products/product-schemas.ts';
import { setStockBody } from '../../../src/functions/http/stock/stock-schemas.ts';
import { product, productPage, stockLevel } from '../answers.ts';
import { examples } from '../examples.ts';
import { json, type Operation } from '../operation.ts';

const level = (description: string) => ({ description, content: json(stockLevel, examples.level) });

export const productOperations = {
  listProducts: {
    tag: 'Products',
    summary: 'List products in the order of their ids',
    description:
      'By default the products for sale, which anyone may list. Only staff may list those that are not for sale (`active=false`) or both (`active=all`): without a token that gives 401, without the role `admin` or `warehouse` 403. ' +
      'The same goes for `image`, which finds the products that have an image of this status.',
    access: 'partly-open',
    query: listProductsQuery,
    replies: {
      200: { description: 'A page.', content: json(productPage, examples.productPage), headers: ['ETag', 'Link'] },
    },
    refusals: ['forbidden'],
  },
  getProduct: {
    tag: 'Products',
    summary: 'Read a product',
    description: 'Staff also see products that are not for sale.',
    access: 'identified',
    path: ['productId'],
    replies: { 200: { description: 'The product.', content: json(product, examples.product), headers: ['ETag'] } },
    refusals: ['not_found'],
  },
  putProduct: {
    tag: 'Products',
    summary: 'Create a product or replace its details',
    description: 'Images and availability do not change.',
    access: 'signed-in',
    roles: ['admin'],
    path: ['productId'],
    headers: ['ifMatch', 'ifNoneMatchOfWrite'],
    body: { schema: putProductBody, examples: { product: examples.putProduct } },
    replies: {
      200: { description: 'The product was replaced.', content: json(product, examples.product), headers: ['ETag'] },
      201: {
        description: 'The product was created.',
        content: json(product, { ...examples.product, images: [] }),
        headers: ['ETag', 'Location'],
      },
    },
    refusals: ['precondition_failed', 'conflict'],
  },
  deleteProduct: {
    tag: 'Products',
    summary: 'End the sale of a product',
    description:
      'Ends the sale: the product becomes inactive and loses its images. Only staff still see it. Orders keep their lines, and the stock stays. A `PUT` puts it on sale again.',
    access: 'signed-in',
    roles: ['admin'],
    path: ['productId'],
    headers: ['ifMatch', 'ifNoneMatchOfWrite'],
    replies: { 204: { description: 'The product is no longer sold.' } },
    refusals: ['not_found', 'precondition_failed', 'conflict'],
  },
  getStock: {
    tag: 'Stock',
    summary: 'Read the stock of a product',
    description: '`onHand` is always `available` + `held`, and also `received` - `shipped`.',
    access: 'signed-in',
    roles: ['admin', 'warehouse'],
    path: ['productId'],
    replies: { 200: { ...level('The level, in units.'), headers: ['ETag'] } },
    refusals: ['not_found'],
  },
  setStock: {
    tag: 'Stock',
    summary: 'Set or adjust the stock of a product',
    description:
      '`set` sets the units on hand, including units held for orders. `adjust` adds or removes units. It needs an Idempotency-Key, because a repeated request would otherwise count twice.',
    access: 'signed-in',
    roles: ['admin', 'warehouse'],
    path: ['productId'],
    headers: ['idempotencyKey', 'ifMatch', 'ifNoneMatchOfWrite'],
    body: { schema: setStockBody, examples: { set: examples.setStock, adjust: examples.adjustStock } },
    replies: { 200: { ...level('The new level.'), headers: ['ETag', 'Idempotency-Replayed'] } },
    refusals: ['not_found', 'insufficient_stock', 'precondition_failed', 'idempotency_key_reused', 'conflict'],
  },
} as const satisfies Record<string, Operation>;
