import { type Container, CosmosClient, FeedResponse } from '@azure/cosmos';
import { cosmosAudit } from '../../../src/adapters/cosmos/cosmos-audit.ts';
import { cosmosChanges } from '../../../src/adapters/cosmos/cosmos-changes.ts';
import { cosmosDeliveries } from '../../../src/adapters/cosmos/cosmos-deliveries.ts';
import { cosmosEvents } from '../../../src/adapters/cosmos/cosmos-events.ts';
import { cosmosOrders } from '../../../src/adapters/cosmos/cosmos-orders.ts';
import { cosmosProducts } from '../../../src/adapters/cosmos/cosmos-products.ts';
import { cosmosStock } from '../../../src/adapters/cosmos/cosmos-stock.ts';
import { cosmosWebhookEndpoints } from '../../../src/adapters/cosmos/cosmos-webhook-endpoints.ts';
import { orderReader } from '../../../src/adapters/cosmos/order-reader.ts';
import { customerTagOf } from '../../../src/domain/order-id.ts';
import { orderNumberOf } from '../../../src/domain/order-number.ts';
import { sampleOrder } from '../../contracts/sample-data.ts';
import { toCustomerId, toEndpointId, toProductId } from '../../support/ids.ts';

const client = new CosmosClient({ endpoint: 'http://127.0.0.1:1', key: 'bm9uZQ==' });

afterAll(() => client.dispose());

const drained = async (stream: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of stream) {
    // Only what is asked matters here.
  }
};

/** The queries as the service gets them, and their options. Each has one empty page. */
const queriesOf = async (ask: (container: Container) => Promise<unknown>): Promise<unknown[]> => {
  const container = client.database('d').container('c');
  const iterator = container.items.query('');
  let hasMore = true;
  jest.spyOn(iterator, 'hasMoreResults').mockImplementation(() => hasMore);
  jest.spyOn(iterator, 'fetchNext').mockImplementation(async () => {
    hasMore = false;
    return new FeedResponse([], {}, false, Object.create(null));
  });
  const query = jest.spyOn(container.items, 'query').mockImplementation(() => {
    hasMore = true;
    return iterator;
  });
  await ask(container);
  return query.mock.calls.map(([spec, options]) => {
    const { query: text, parameters = [] } = typeof spec === 'string' ? { query: spec } : spec;
    const { abortSignal: _, ...others } = Object(options);
    return [text, Object.fromEntries(parameters.map(({ name, value }) => [name, value])), others];
  });
};

const ann = toCustomerId('ann');
const number = orderNumberOf(sampleOrder(ann).id);
const limit = 10;
const pages = { maxItemCount: limit };
const windows = [
  { after: 'a2', until: 'b1' },
  { after: 'a1', until: 'b3' },
  { after: 'a3', until: 'b2' },
];
const inWindows = (path: string): string =>
  `${path} > @after AND ${path} <= @until AND (${windows.map((_, n) => `(${path} > @after${n} AND ${path} <= @until${n})`).join(' OR ')})`;
const windowParameters = {
  '@after': 'a1',
  '@until': 'b3',
  '@after0': 'a2',
  '@until0': 'b1',
  '@after1': 'a1',
  '@until1': 'b3',
  '@after2': 'a3',
  '@until2': 'b2',
};
const [one, two] = [toEndpointId('whe_1'), toEndpointId('whe_2')];

type Row = [what: string, ask: (container: Container) => Promise<unknown>, ...expected: [string, object, object][]];

const audit = (query: object) => (container: Container) => cosmosAudit(container, 7).list({ limit, ...query });
const deliveries = (query: object) => (container: Container) =>
  cosmosDeliveries(container).list({ endpointId: one, limit, ...query });
const events = (query: object) => (container: Container) => cosmosEvents(container).list({ limit, ...query });
const orders = (query: object) => (container: Container) => cosmosOrders(container).listAll({ limit, ...query });
const products = (query: object) => (container: Container) => cosmosProducts(container).list({ limit, ...query });

/** The order of the paths behind ORDER BY decides which composite index can serve a query. */
const rows: readonly Row[] = [
  ['entries', audit({}), ['SELECT TOP @limit * FROM c ORDER BY c.sortKey DESC', { '@limit': 10 }, pages]],
  [
    'entries about a subject, from a moment on',
    audit({ subject: 's', from: 'f' }),
    [
      'SELECT TOP @limit * FROM c WHERE c.subject = @subject AND c.sortKey >= @from ORDER BY c.subject DESC, c.sortKey DESC',
      { '@limit': 10, '@subject': 's', '@from': 'f' },
      pages,
    ],
  ],
  [
    'entries by somebody, further on',
    audit({ actor: ann, before: 'b' }),
    [
      'SELECT TOP @limit * FROM c WHERE c.actor = @actor AND c.sortKey < @before ORDER BY c.actor DESC, c.sortKey DESC',
      { '@limit': 10, '@actor': ann, '@before': 'b' },
      pages,
    ],
  ],
  [
    'entries about a subject by somebody',
    audit({ subject: 's', actor: ann }),
    [
      'SELECT TOP @limit * FROM c WHERE c.subject = @subject AND c.actor = @actor ORDER BY c.subject DESC, c.actor DESC, c.sortKey DESC',
      { '@limit': 10, '@subject': 's', '@actor': ann },
      pages,
    ],
  ],
  [
    'deliveries',
    deliveries({}),
    ['SELECT TOP @limit * FROM c ORDER BY c.sortKey DESC', { '@limit': 10 }, { ...pages, partitionKey: one }],
  ],
  [
    'deliveries of a status, further on',
    deliveries({ status: 'failed', before: 'b' }),
    [
      'SELECT TOP @limit * FROM c WHERE c.status = @status AND c.sortKey < @before ORDER BY c.status DESC, c.sortKey DESC',
      { '@limit': 10, '@status': 'failed', '@before': 'b' },
      { ...pages, partitionKey: one },
    ],
  ],
  [
    'due deliveries, endpoint by endpoint',
    (container) => drained(cosmosDeliveries(container).listDue([one, two], windows)),
    ...[one, two].map((partitionKey): [string, object, object] => [
      `SELECT c.endpointId, c.eventId, c.nextAt, c.origin FROM c WHERE ${inWindows('c.nextAt')}`,
      windowParameters,
      { maxItemCount: 200, partitionKey },
    ]),
  ],
  ['due deliveries at no time', (container) => drained(cosmosDeliveries(container).listDue([one], []))],
  ['events', events({}), ['SELECT TOP @limit * FROM c ORDER BY c.sortKey DESC', { '@limit': 10 }, pages]],
  [
    'events of a type, further on',
    events({ type: 'order.placed', before: 'b' }),
    [
      'SELECT TOP @limit * FROM c WHERE c.type = @type AND c.sortKey < @before ORDER BY c.type DESC, c.sortKey DESC',
      { '@limit': 10, '@type': 'order.placed', '@before': 'b' },
      pages,
    ],
  ],
  [
    'events of a subject and a type',
    events({ subject: 'mug', type: 'order.placed' }),
    [
      'SELECT TOP @limit * FROM c WHERE c.subject = @subject AND c.type = @type ORDER BY c.subject DESC, c.sortKey DESC',
      { '@limit': 10, '@subject': 'mug', '@type': 'order.placed' },
      { ...pages, partitionKey: 'mug' },
    ],
  ],
  [
    'due events',
    (container) => drained(cosmosEvents(container).listDue(windows)),
    [`SELECT * FROM c WHERE ${inWindows('c.dueSince')}`, windowParameters, { maxItemCount: 100 }],
  ],
  ['due events at no time', (container) => drained(cosmosEvents(container).listDue([]))],
  ['orders', orders({}), ['SELECT TOP @limit * FROM c ORDER BY c.sortKey DESC', { '@limit': 10 }, pages]],
  [
    'own orders of a status, further on',
    (container) => cosmosOrders(container).listByCustomer(ann, { limit, status: 'placed', before: 'b' }),
    [
      'SELECT TOP @limit * FROM c WHERE c.customerId = @customerId AND c.status = @status AND c.sortKey < @before ORDER BY c.status DESC, c.sortKey DESC',
      { '@limit': 10, '@customerId': ann, '@status': 'placed', '@before': 'b' },
      { ...pages, partitionKey: customerTagOf(ann) },
    ],
  ],
  [
    'orders that owe something',
    orders({ due: 'process', status: 'placed' }),
    [
      'SELECT TOP @limit * FROM c WHERE c.status = @status AND c.due = @due ORDER BY c.due DESC, c.sortKey DESC',
      { '@limit': 10, '@due': 'process', '@status': 'placed' },
      pages,
    ],
  ],
  [
    'orders that ask for attention',
    orders({ attention: true, due: 'process' }),
    [
      'SELECT TOP @limit * FROM c WHERE c.due = @due AND c.marked = true ORDER BY c.marked DESC, c.sortKey DESC',
      { '@limit': 10, '@due': 'process' },
      pages,
    ],
  ],
  [
    'orders that do not ask for attention',
    orders({ attention: false }),
    ['SELECT TOP @limit * FROM c WHERE NOT IS_DEFINED(c.marked) ORDER BY c.sortKey DESC', { '@limit': 10 }, pages],
  ],
  [
    'orders of a number, of which all are asked for and sorted here',
    orders({ number, status: 'placed' }),
    [
      'SELECT TOP @limit * FROM c WHERE c.number = @number AND c.status = @status',
      { '@limit': 100, '@number': number, '@status': 'placed' },
      { maxItemCount: 100 },
    ],
  ],
  [
    'due orders',
    (container) => drained(cosmosOrders(container).listDue(windows)),
    [
      `SELECT c.id, c.status, c.dueSince, c.origins FROM c WHERE ${inWindows('c.dueSince')} AND NOT IS_DEFINED(c.marked)`,
      windowParameters,
      { maxItemCount: 200 },
    ],
  ],
  ['due orders at no time', (container) => drained(cosmosOrders(container).listDue([]))],
  [
    'confirmed orders',
    (container) => drained(cosmosOrders(container).listConfirmed()),
    ["SELECT c.id, c.items FROM c WHERE c.status = 'confirmed'", {}, { maxItemCount: 200 }],
  ],
  [
    'the first order',
    (container) => cosmosOrders(container).earliest(),
    ['SELECT TOP @limit c.placedAt FROM c ORDER BY c.sortKey ASC', { '@limit': 1 }, { maxItemCount: 1 }],
  ],
  ...(
    [
      ['placed', 'sortKey'],
      ['confirmed', 'confirmedAt'],
      ['rejected', 'rejectedAt'],
      ['cancelled', 'cancelledAt'],
      ['shipped', 'shippedAt'],
    ] as const
  ).map(
    ([status, path]): Row => [
      `orders ${status} on a day`,
      (container) => drained(cosmosOrders(container).listSalesEvents(status, '2026-02-28')),
      [
        `SELECT c.sortKey, c.currency, c.items FROM c WHERE c.${path} >= @from AND c.${path} < @to`,
        { '@from': '2026-02-28', '@to': '2026-03-01' },
        { maxItemCount: 500, maxDegreeOfParallelism: 1 },
      ],
    ],
  ),
  ['products', products({}), ['SELECT TOP @limit * FROM c ORDER BY c.id', { '@limit': 10 }, pages]],
  [
    'products of a category that are for sale, further on',
    products({ category: 'kitchen', active: true, after: 'mug' }),
    [
      'SELECT TOP @limit * FROM c WHERE c.active = @active AND c.category = @category AND c.id > @after ORDER BY c.active, c.category, c.id',
      { '@limit': 10, '@active': true, '@category': 'kitchen', '@after': 'mug' },
      pages,
    ],
  ],
  [
    'products with a rejected image',
    products({ image: 'rejected' }),
    [
      "SELECT TOP @limit * FROM c WHERE ARRAY_CONTAINS(c.images, { 'status': @image }, true) ORDER BY c.id",
      { '@limit': 10, '@image': 'rejected' },
      pages,
    ],
  ],
  [
    'images that wait for their upload',
    (container) => drained(cosmosProducts(container).listAwaiting('2026-03-01')),
    [
      "SELECT c.id AS productId, image.id AS imageId FROM c JOIN image IN c.images\n  WHERE image.status = 'awaiting_upload' AND image.addedAt < @before",
      { '@before': '2026-03-01' },
      { maxItemCount: 200 },
    ],
  ],
  [
    'what is available',
    (container) => drained(cosmosProducts(container).listAvailability()),
    ['SELECT c.id, c.availability FROM c', {}, { maxItemCount: 500 }],
  ],
  [
    'held reservations',
    (container) => drained(cosmosStock(container).listHeld()),
    ["SELECT c.productId, c.id AS orderId, c.quantity FROM c WHERE c.state = 'held'", {}, { maxItemCount: 500 }],
  ],
  [
    'held reservations of a product',
    (container) => drained(cosmosStock(container).listHeld(toProductId('mug'))),
    [
      "SELECT c.productId, c.id AS orderId, c.quantity FROM c WHERE c.state = 'held'",
      {},
      { maxItemCount: 500, partitionKey: 'mug' },
    ],
  ],
  [
    'levels',
    (container) => drained(cosmosStock(container).listLevels()),
    ['SELECT * FROM c WHERE c.id = @level', { '@level': 'level' }, { maxItemCount: 500 }],
  ],
  [
    'webhook endpoints',
    (container) => cosmosWebhookEndpoints(container).list(),
    ['SELECT * FROM c', {}, { maxItemCount: 100, partitionKey: 'shop' }],
  ],
  [
    'changes, by the second',
    (container) =>
      drained(cosmosChanges(container, orderReader).list('2026-03-01T00:00:00.999Z', '2026-03-01T00:01:00.000Z')),
    [
      'SELECT * FROM c WHERE c._ts >= @from AND c._ts < @to',
      { '@from': 1_772_323_200, '@to': 1_772_323_260 },
      { maxItemCount: 100 },
    ],
  ],
];

test.each(rows)('%s: the query that Cosmos DB gets', async (_, ask, ...expected) => {
  expect(await queriesOf(ask)).toStrictEqual(expected);
});
