import type { ShopEvent } from '../../domain/event.ts';
import { productEventId } from '../../domain/event-id.ts';
import type { Product } from '../../domain/product.ts';
import type { Change } from '../ports/changes.ts';
import { presentProduct } from '../products/present-product.ts';

/**
 * The product as the API shows it. One that is no longer sold has `active: false`. Each version of
 * a product that the feed shows has one event; of several quick changes it shows only the last. Of
 * two in the same second, nothing tells which is newer: a receiver has to read the product.
 */
export const productEvent = ({ value, etag, changedAt }: Change<Product>): ShopEvent => ({
  id: productEventId(value.id, etag),
  type: 'product.changed',
  subject: value.id,
  time: changedAt,
  version: etag.replaceAll('"', ''),
  data: presentProduct(value),
});
