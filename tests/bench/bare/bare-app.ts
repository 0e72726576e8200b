// The first version one would write: global clients, one write, one send. No token, checks,
// catalogue, idempotency key or time limits.
import { randomUUID } from 'node:crypto';
import { CosmosClient } from '@azure/cosmos';
import { app, type HttpRequest } from '@azure/functions';
import { ServiceBusClient } from '@azure/service-bus';

const { Cosmos = '', ServiceBus = '', COSMOS_DATABASE = '' } = process.env;
const database = new CosmosClient(Cosmos).database(COSMOS_DATABASE);
const orders = database.container('orders');
const products = database.container('products');
const stock = database.container('stock');
const sender = new ServiceBusClient(ServiceBus).createSender('process-order');

type Line = { productId: string; quantity: number };
type Wanted = { items: Line[]; shippingAddress: Record<string, string> };
type Price = { name: string; amount: number; currency: string };
type Order = { id: string; customerTag: string; items: Line[]; status: string; confirmedAt?: string };

const PARTITIONS = 32;

/** A document as large as ours, with the same indexed paths. */
const documentOf = ({ items, shippingAddress }: Wanted, { name, amount, currency }: Price) => {
  const placedAt = new Date().toISOString();
  const customerId = `customer-${Math.floor(Math.random() * PARTITIONS)}`;
  const customerTag = customerId.padEnd(16, '0');
  const id = `ord_${customerTag}_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
  const lines = items.map((item) => ({ ...item, name, unitPrice: amount, lineTotal: amount * item.quantity }));
  const total = lines.reduce((sum, { lineTotal }) => sum + lineTotal, 0);
  const sortKey = `${placedAt}|${id}`;
  const commandHash = '0'.repeat(64);
  const due = { due: 'reserve', dueSince: placedAt };
  return {
    id,
    customerId,
    customerTag,
    sortKey,
    status: 'placed',
    ...due,
    items: lines,
    currency,
    total,
    shippingAddress,
    commandHash,
    placedAt,
  };
};

const answer = async (wanted: Wanted, price: Price) => {
  const document = documentOf(wanted, price);
  const { resource } = await orders.items.create(document);
  await sender.sendMessages({
    body: { orderId: document.id },
    contentType: 'application/json',
    messageId: document.id,
    applicationProperties: { rootId: document.id, attempt: 0 },
  });
  return { status: 201, jsonBody: resource };
};

const wantedIn = async (request: HttpRequest): Promise<Wanted> => JSON.parse(await request.text());

app.http('placeBare', {
  route: 'v1/bare-orders',
  methods: ['POST'],
  authLevel: 'anonymous',
  handler: async (request) => answer(await wantedIn(request), { name: 'thing-1', amount: 1250, currency: 'EUR' }),
});

app.http('placeReading', {
  route: 'v1/reading-orders',
  methods: ['POST'],
  authLevel: 'anonymous',
  handler: async (request) => {
    const wanted = await wantedIn(request);
    const read = async ({ productId }: Line) => (await products.item(productId, productId).read()).resource;
    const [product] = await Promise.all(wanted.items.map(read));
    return answer(wanted, { name: product.name, ...product.price });
  },
});

/** Takes whatever is there from the level and marks the order, with no protection from races. */
app.serviceBusQueue('settleBare', {
  queueName: 'process-order',
  connection: 'ServiceBus',
  handler: async (message) => {
    const orderId =
      typeof message === 'object' && message !== null && 'orderId' in message ? String(message.orderId) : '';
    const item = orders.item(orderId, orderId.slice(4, 20));
    const { resource: order } = await item.read<Order>();
    if (!order) throw new Error(`There is no order ${orderId}.`);
    for (const { productId, quantity } of order.items) {
      await stock.item('level', productId).patch([{ op: 'incr', path: '/available', value: -quantity }]);
    }
    await item.replace({ ...order, status: 'confirmed', confirmedAt: new Date().toISOString() });
  },
});
