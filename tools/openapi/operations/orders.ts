import {
  cancelOrderBody,
  listAllOrdersQuery,
  listOrdersQuery,
  placeOrderBody,
  shipOrderBody,
} from '../../../src/functions/http/orders/order-schemas.ts';
import { order, orderPage } from '../answers.ts';
import { examples } from '../examples.ts';
import { json, type Operation } from '../operation.ts';

export const orderOperations = {
  placeOrder: {
    tag: 'Orders',
    summary: 'Place an order',
    description:
      'Prices come from the catalogue. A product that is listed twice becomes one line. The order is confirmed or rejected a moment later. With an Idempotency-Key, a repeated request always answers with the first order.',
    access: 'signed-in',
    headers: ['idempotencyKey'],
    body: { schema: placeOrderBody, examples: { order: examples.placeOrder } },
    replies: {
      201: {
        description: 'The order was placed, now or by an earlier request with this key.',
        content: json(order, examples.placedOrder),
        headers: ['ETag', 'Location', 'Idempotency-Replayed'],
      },
    },
    refusals: ['product_not_available', 'price_changed', 'currency_mismatch', 'idempotency_key_reused'],
  },
  listOrders: {
    tag: 'Orders',
    summary: 'List my orders, newest first',
    description: 'The orders of the caller, whatever roles the token has.',
    access: 'signed-in',
    query: listOrdersQuery,
    replies: {
      200: { description: 'A page.', content: json(orderPage, examples.orderPage), headers: ['ETag', 'Link'] },
    },
  },
  getOrder: {
    tag: 'Orders',
    summary: 'Read an order',
    description: "For the customer and for staff, who see more fields. Another customer's order gives 404.",
    access: 'signed-in',
    path: ['orderId'],
    replies: { 200: { description: 'The order.', content: json(order, examples.confirmedOrder), headers: ['ETag'] } },
    refusals: ['not_found'],
  },
  cancelOrder: {
    tag: 'Orders',
    summary: 'Cancel an order',
    description: 'For the customer and for admins. Cancelling an order again changes nothing and succeeds.',
    access: 'signed-in',
    path: ['orderId'],
    headers: ['ifMatch', 'ifNoneMatchOfWrite'],
    body: { schema: cancelOrderBody, optional: true, examples: { reason: examples.cancelOrder } },
    replies: {
      200: { description: 'The order is cancelled.', content: json(order, examples.cancelled), headers: ['ETag'] },
    },
    refusals: ['forbidden', 'not_found', 'order_not_cancellable', 'precondition_failed', 'conflict'],
  },
  shipOrder: {
    tag: 'Orders',
    summary: 'Mark an order as shipped',
    description: 'Sending the same shipment again changes nothing and succeeds.',
    access: 'signed-in',
    roles: ['warehouse', 'admin'],
    path: ['orderId'],
    headers: ['ifMatch', 'ifNoneMatchOfWrite'],
    body: { schema: shipOrderBody, examples: { shipment: examples.shipment } },
    replies: {
      200: { description: 'The order is shipped.', content: json(order, examples.shipped), headers: ['ETag'] },
    },
    refusals: ['not_found', 'order_not_shippable', 'precondition_failed', 'conflict'],
  },
  retryOrder: {
    tag: 'Orders',
    summary: 'Retry an order and clear its attention flag',
    description: 'For an order whose processing was given up. Clears `attention` and starts processing again.',
    access: 'signed-in',
    roles: ['admin'],
    path: ['orderId'],
    headers: ['ifMatch', 'ifNoneMatchOfWrite'],
    replies: {
      202: { description: 'Processing has started again.', content: json(order, examples.retried), headers: ['ETag'] },
    },
    refusals: ['not_found', 'precondition_failed', 'conflict'],
  },
  listAllOrders: {
    tag: 'Administration',
    summary: 'List the orders of all customers, newest first',
    description:
      'Orders that match every filter. `number` finds an order by its number, unless the order last changed before orders had numbers.',
    access: 'signed-in',
    roles: ['admin', 'warehouse'],
    query: listAllOrdersQuery,
    replies: {
      200: { description: 'A page.', content: json(orderPage, examples.staffOrderPage), headers: ['ETag', 'Link'] },
    },
  },
} as const satisfies Record<string, Operation>;
