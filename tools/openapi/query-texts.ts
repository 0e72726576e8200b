import { examples } from './examples.ts';

/** What a query parameter means, and an example of it. */
export type QueryText = readonly [description: string, example: unknown];

const anyList: Readonly<Record<string, QueryText>> = {
  limit: ['The maximum number of items.', 3],
  cursor: ['The `nextCursor` of the previous page.', examples.orderPage.nextCursor],
};

/** By operation and name. `limit` and `cursor` mean the same everywhere. */
export const queryTexts: Readonly<Record<string, QueryText>> = {
  'listOrders.status': ['Only orders of this status.', 'confirmed'],
  'listAllOrders.number': [
    'The `number` of an order. Case, dashes and spaces do not matter.',
    examples.placedOrder.number,
  ],
  'listAllOrders.status': ['Only orders of this status.', 'confirmed'],
  'listAllOrders.due': ['Only orders that still need this work.', 'reserve'],
  'listAllOrders.attention': ['`true`: only orders whose processing was given up. `false`: only the others.', true],
  'discardDeadLetter.reason': ['Why it is discarded. The audit trail keeps the reason.', 'The order was a test.'],
  'listAudit.subject': ['Only entries about this order, product, endpoint or dead letter.', 'oak-table'],
  'listAudit.actor': ['Only what this member of staff did: the `sub` of the token.', 'ada'],
  'listAudit.from': ['Only entries from this day on, in UTC.', '2026-11-23'],
  'listProducts.active': [
    '`true`: products for sale. `false`: those that are not. `all`: both. Only staff may send `false` or `all`.',
    'true',
  ],
  'listProducts.category': ['Only products of this category.', 'living'],
  'listProducts.image': ['Only products that have an image of this status. Only staff may send it.', 'rejected'],
  'listDeliveries.status': ['Only deliveries of this status.', 'failed'],
  'listEvents.type': ['Only events of this type.', 'order.confirmed'],
  'listEvents.subject': ['Only events of this order or product.', 'oak-table'],
};

export const queryTextOf = (operation: string, name: string): QueryText => {
  const text = queryTexts[`${operation}.${name}`] ?? anyList[name];
  if (text === undefined) throw new Error(`The query parameter ${name} of ${operation} has no text in query-texts.ts.`);
  return text;
};
