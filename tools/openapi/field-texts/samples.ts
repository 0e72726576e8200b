import { examples } from '../examples.ts';
import { webhookExamples } from '../webhook-examples.ts';

const attention = examples.staffOrderPage.items[0].attention;
const shippingAddress = {
  ...examples.placeOrder.shippingAddress,
  line2: 'Apartment 4',
  line3: 'Second courtyard',
  region: 'Berlin',
};
const nextCursor = examples.orderPage.nextCursor;
const [line] = examples.placedOrder.items;
const [deadLetter] = examples.deadLetterPage.items;
const image = { productId: 'oak-table', imageId: examples.image.id };
const [variant] = examples.image.variants;
const description = 'Solid oak, 180 by 90 cm, seats six.';

const order = {
  ...examples.shipped,
  note: 'Please ring twice.',
  rejectedAt: '2026-11-23T09:30:01.204Z',
  cancelledAt: examples.cancelled.cancelledAt,
  cancellation: examples.cancelled.cancellation,
  attention,
};

const endpoint = {
  ...webhookExamples.endpoint,
  disabled: { reason: 'failing', at: '2026-11-23T09:30:00.000Z' },
  enabledAt: '2026-11-24T08:00:00.000Z',
  failingSince: '2026-11-18T09:28:41.000Z',
};

const [pending] = webhookExamples.deliveryPage.items;
const delivery = {
  ...pending,
  deliveredAt: '2026-11-23T09:31:07.190Z',
  failedAt: '2026-11-26T09:30:01.310Z',
  attempts: [{ ...pending.attempts[0], error: 'connect_timeout' }],
};

/**
 * Values with every field of the schemas, optional ones included, by the name of the schema. The
 * example of each field is taken from here. As wholes, they can contradict themselves.
 */
export const samples: Readonly<Record<string, unknown>> = {
  PlaceOrder: { ...examples.placeOrder, note: order.note },
  CancelOrder: examples.cancelOrder,
  ShipOrder: examples.shipment,
  PutProduct: { ...examples.putProduct, description, active: true },
  SetStock: { ...examples.setStock, ...examples.adjustStock },
  AddImage: examples.addImage,
  Address: shippingAddress,
  Contact: examples.placeOrder.contact,
  ProductId: 'oak-table',
  Order: order,
  OrderLine: { ...line, short: true, available: 0 },
  OrderPage: { nextCursor },
  Product: { ...examples.product, description },
  ProductPage: { nextCursor },
  StockLevel: examples.level,
  Image: { ...examples.image, reason: 'too_many_pixels' },
  ImageVariant: variant,
  AddedImage: examples.addedImage,
  DeadLetter: {
    ...deadLetter,
    requestId: 'checkout-7f3a',
    order: { ...deadLetter.order, attention },
    image: { ...image, status: 'awaiting_upload' },
  },
  DeadLetterPage: { nextCursor, missing: ['process-upload'] },
  ReplayedLetter: { ...examples.replayedLetter, image, note: 'The order owes nothing.' },
  ReplayedLetters: examples.replayedLetters,
  AuditEntry: {
    ...examples.auditPage.items[0],
    code: 'insufficient_stock',
    reason: 'The message is about a test order.',
  },
  AuditPage: { nextCursor },
  Event: examples.event,
  EventPage: { nextCursor },
  JobRun: { ...examples.jobs.items[0].runs[0], reason: 'A call of Cosmos DB timed out.' },
  Jobs: examples.jobs,
  SalesReport: examples.report,
  CreateWebhookEndpoint: { ...webhookExamples.createEndpoint, enabled: true },
  PutWebhookEndpoint: webhookExamples.putEndpoint,
  WebhookEndpoint: endpoint,
  WebhookEndpointWithSecret: { ...endpoint, secret: webhookExamples.endpointWithSecret.secret },
  WebhookDelivery: delivery,
  WebhookDeliveryPage: { nextCursor },
  DeliveriesOfEvent: { items: [{ ...delivery, endpointId: endpoint.id }] },
  QueuedDelivery: webhookExamples.queuedEvent,
  Problem: {
    type: 'urn:hearth:problem:validation_failed',
    title: 'Unprocessable Content',
    status: 422,
    detail: 'Some fields are invalid.',
    instance: '/api/v1/orders',
    code: 'validation_failed',
    errors: [{ pointer: '/items/0/quantity', message: 'Must be a whole number from 1 to 100000.' }],
    moreErrors: 12,
  },
};
