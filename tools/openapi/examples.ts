import { attentionReason } from '../../src/domain/attention-reason.ts';
import { assertBrand } from '../../src/domain/brand.ts';
import { Unavailable } from '../../src/domain/errors.ts';
import { explainDeadLetter } from '../../src/domain/explain-dead-letter.ts';
import { isOrderId } from '../../src/domain/order-id.ts';
import { orderNumberOf } from '../../src/domain/order-number.ts';
import { isProductId } from '../../src/domain/product.ts';

// The examples in the document. A test checks each of them against its schema.

const placedAt = '2026-11-23T09:30:00.000Z';
const orderId = assertBrand('ord_2m9q0c8kd1v4r7tb_01h6f3k2p9d8c7b5a4s3q2r1t0', isOrderId, 'OrderId');
const imageId = '7q3k9m2c5d8f1g4h6j0a2b4c6e';
const shippingAddress = {
  recipient: 'Alice Example',
  line1: '1 Main St',
  city: 'Berlin',
  postalCode: '10115',
  country: 'DE',
};
const contact = { email: 'alice@example.com', phone: '+4930123456' };
const lines = [{ productId: 'oak-table', name: 'Oak table', quantity: 1, unitPrice: 89000, lineTotal: 89000 }];

const placedOrder = {
  id: orderId,
  number: orderNumberOf(orderId),
  status: 'placed',
  items: lines,
  currency: 'EUR',
  total: 89000,
  shippingAddress,
  contact,
  placedAt,
};
const confirmedOrder = { ...placedOrder, status: 'confirmed', confirmedAt: '2026-11-23T09:30:01.204Z' };
const shipment = { carrier: 'DHL', trackingNumber: 'JD0146000036' };

const image = {
  id: imageId,
  status: 'ready',
  width: 4000,
  height: 3000,
  placeholder: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
  variants: [
    { width: 800, height: 600, format: 'webp', bytes: 48210, url: `/api/v1/images/oak-table/${imageId}/800` },
    { width: 800, height: 600, format: 'jpeg', bytes: 71544, url: `/api/v1/images/oak-table/${imageId}/800` },
  ],
};

const product = {
  id: 'oak-table',
  name: 'Oak table',
  category: 'living',
  price: { amount: 89000, currency: 'EUR' },
  active: true,
  availability: 'in_stock',
  images: [image],
  createdAt: '2026-11-01T08:00:00.000Z',
  updatedAt: '2026-11-20T16:12:45.120Z',
};

const deadMessage = { reason: 'MaxDeliveryCountExceeded', attempt: 10, body: { orderId } };
const owingOrder = { status: 'placed', debt: { due: 'reserve', since: placedAt } } as const;

const deadLetter = {
  sequenceNumber: '42',
  source: 'process-order',
  messageId: `${orderId}:placed`,
  reason: deadMessage.reason,
  description: 'Message could not be consumed after 10 delivery attempts.',
  cause: explainDeadLetter(deadMessage, owingOrder),
  deliveryCount: 10,
  attempt: deadMessage.attempt,
  enqueuedAt: placedAt,
  ageSeconds: 1024.5,
  body: deadMessage.body,
  order: { id: orderId, status: owingOrder.status, due: owingOrder.debt.due },
};

const attention = {
  reason: attentionReason({
    error: new Unavailable('cosmos', { status: 503 }),
    due: 'reserve',
    productId: assertBrand('oak-table', isProductId, 'ProductId'),
    attempts: 10,
    sinceMs: 124_000,
  }),
  since: '2026-11-23T09:47:04.000Z',
};

const { status: _status, confirmedAt, ...orderAsPlaced } = confirmedOrder;

const event = {
  id: `evt_${orderId}_confirmed`,
  type: 'order.confirmed',
  subject: orderId,
  time: confirmedAt,
  version: '2',
  data: { ...orderAsPlaced, customerId: 'alice', status: 'confirmed', confirmedAt },
};

const sales = { placed: 3, confirmed: 2, rejected: 1, cancelled: 0, shipped: 1, units: 4, revenue: 51600 };

export const examples = {
  placeOrder: { items: [{ productId: 'oak-table', quantity: 1 }], shippingAddress, contact, expectedTotal: 89000 },
  cancelOrder: { reason: 'Ordered twice.' },
  shipment,
  putProduct: {
    name: 'Oak table',
    category: 'living',
    price: { amount: 89000, currency: 'EUR' },
  },
  setStock: { set: 25 },
  adjustStock: { adjust: -2 },
  addImage: { contentType: 'image/jpeg', bytes: 2_400_000 },
  placedOrder,
  confirmedOrder,
  cancelled: {
    ...placedOrder,
    status: 'cancelled',
    cancelledAt: '2026-11-23T09:45:10.000Z',
    cancellation: { reason: 'Ordered twice.', by: 'customer' },
  },
  shipped: {
    ...confirmedOrder,
    status: 'shipped',
    shippedAt: '2026-11-24T07:10:00.000Z',
    shipment,
    customerId: 'alice',
    due: 'settle',
    dueSince: '2026-11-24T07:10:00.000Z',
  },
  retried: { ...placedOrder, customerId: 'alice', due: 'reserve', dueSince: '2026-11-23T09:50:00.000Z' },
  orderPage: { items: [confirmedOrder], nextCursor: 'eyJzY29wZSI6Im9yZGVycyJ9' },
  staffOrderPage: {
    items: [
      {
        ...placedOrder,
        customerId: 'alice',
        due: 'reserve',
        dueSince: '2026-11-23T09:45:00.000Z',
        attention,
      },
    ],
  },
  product,
  productPage: { items: [product] },
  level: { onHand: 25, available: 22, held: 3, received: 40, shipped: 15 },
  image,
  addedImage: {
    id: imageId,
    upload: {
      method: 'PUT',
      url: `https://media.example.net/uploads/oak-table/${imageId}?sv=...&sp=c&sig=...`,
      headers: { 'content-type': 'image/jpeg', 'x-ms-blob-type': 'BlockBlob' },
      expiresAt: '2026-11-23T09:45:00.000Z',
    },
  },
  deadLetterPage: { items: [deadLetter] },
  replayedLetter: { sequenceNumber: '42', orderId },
  replayedLetters: { replayed: 12, skipped: 1, remaining: false },
  auditPage: {
    items: [
      {
        id: 'aud_5t2v8s0q6p4m1k3j7h9g2f4d6c',
        at: '2026-11-23T10:02:11.000Z',
        actor: 'ada',
        operation: 'put_product',
        subject: 'oak-table',
        requestId: '7d1c2a90-5f2e-4c0b-9a3e-2f6b8d0e4c11',
        outcome: 'done',
        before: { price: { amount: 89000, currency: 'EUR' } },
        after: { price: { amount: 79000, currency: 'EUR' } },
      },
    ],
  },
  event,
  eventPage: { items: [event], nextCursor: 'eyJzY29wZSI6ImV2ZW50cyJ9' },
  jobs: {
    items: [
      {
        job: 'reportSales',
        runs: [
          {
            id: '6c7e2b1a-8f0d-4a53-9b3e-2f1d0c9a8b7e',
            startedAt: '2026-11-24T02:00:00.012Z',
            endedAt: '2026-11-24T02:00:03.410Z',
            outcome: 'succeeded',
            summary: { reported: 1, left: 0 },
          },
        ],
      },
    ],
  },
  report: {
    date: '2026-11-23',
    totals: [{ currency: 'EUR', ...sales }],
    products: [{ currency: 'EUR', productId: 'oak-table', name: 'Oak table', ...sales }],
  },
  reportCsv:
    '\uFEFF"date","currency","productId","name","placed","confirmed","rejected","cancelled","shipped","units","revenue"\r\n"2026-11-23","EUR","oak-table","Oak table","3","2","1","0","1","4","51600"\r\n',
  live: { status: 'live' },
  ready: { status: 'ready' },
  document: { openapi: '3.1.1' },
} as const;
