import { setTimeout as pause } from 'node:timers/promises';
import { cosmosClient } from '../../src/adapters/cosmos/cosmos-client.ts';
import { cosmosOrders } from '../../src/adapters/cosmos/cosmos-orders.ts';
import { dayAfter, dayOf } from '../../src/domain/day.ts';
import { cancel, confirm, type Order, withoutDebt } from '../../src/domain/order.ts';
import { sampleOrder } from '../contracts/sample-data.ts';
import { httpApi } from '../support/http-api.ts';
import { toCustomerId } from '../support/ids.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(240_000);

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ storage: true });
});

afterAll(() => stack.close());

const report = async (day: string, headers: Readonly<Record<string, string>> = {}) => {
  const authorization = `Bearer ${await stack.token('root', 'admin')}`;
  const url = `${stack.url}/api/v1/admin/reports/${day}`;
  const response = await fetch(url, { headers: { authorization, ...headers } });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

/** Stores orders of past days. */
const storePast = async (orders: readonly Order[]): Promise<void> => {
  const client = await cosmosClient({ connectionString: stack.cosmos.connectionString });
  try {
    const store = cosmosOrders(client.database('hearth').container('orders'));
    for (const order of orders) expect(await store.create(order)).not.toBe('exists');
  } finally {
    client.dispose();
  }
};

const runByHand = async (name: string): Promise<void> => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${stack.url}/admin/functions/${name}`, { method: 'POST', headers, body: '{"input":""}' });
  expect(answer.status).toBe(202);
};

const untilReported = async (day: string): Promise<void> => {
  for (const end = Date.now() + 60_000; (await report(day)).status !== 200; ) {
    if (Date.now() > end) throw new Error(`There is no report of ${day}: ${stack.log.slice(-5).join('\n')}`);
    await pause(50);
  }
};

test('past days are reported by the job, run by hand, and read over HTTP as JSON and as CSV', async () => {
  // Both days are closed at any time of day. Yesterday may still be open.
  const first = dayOf(new Date(Date.now() - 3 * 86_400_000));
  const [second, today] = [dayAfter(first), dayOf(new Date())];
  const bought = confirm(
    sampleOrder(toCustomerId('alice'), { placedAt: `${first}T10:00:00.000Z` }),
    `${first}T10:00:01.000Z`,
  );
  const given = confirm(
    sampleOrder(toCustomerId('bob'), { placedAt: `${first}T23:59:59.999Z` }),
    `${second}T00:00:01.000Z`,
  );
  const back = withoutDebt(cancel(given, { by: 'customer' }, `${second}T12:00:00.000Z`));
  await storePast([bought, back]);

  expect((await report(first)).status).toBe(404);

  await runByHand('reportSales');
  // The newest day is reported first.
  await untilReported(first);
  const none = { placed: 0, confirmed: 0, rejected: 0, cancelled: 0, shipped: 0, units: 0, revenue: 0 };
  const json = await report(first);

  expect(JSON.parse(json.text)).toEqual({
    date: first,
    totals: [{ currency: 'EUR', ...none, placed: 2, confirmed: 1, units: 3, revenue: 3490 }],
    products: [
      { currency: 'EUR', productId: 'mug', name: 'Mug', ...none, placed: 2, confirmed: 1, units: 2, revenue: 2500 },
      { currency: 'EUR', productId: 'tea', name: 'Tee 茶', ...none, placed: 2, confirmed: 1, units: 1, revenue: 990 },
    ],
  });

  const etag = json.headers.get('etag') ?? '';
  expect((await report(first, { 'if-none-match': etag })).status).toBe(304);

  const csv = await report(second, { accept: 'text/csv' });

  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(csv.headers.get('content-disposition')).toContain(`sales-${second}.csv`);
  expect(csv.text).toBe(
    [
      '"date","currency","productId","name","placed","confirmed","rejected","cancelled","shipped","units","revenue"',
      `"${second}","EUR","mug","Mug","0","1","0","1","0","2","2500"`,
      `"${second}","EUR","tea","Tee 茶","0","1","0","1","0","1","990"`,
      '',
    ].join('\r\n'),
  );
  expect((await report(today)).status).toBe(404);

  const customers = await httpApi(stack).call('GET', `/admin/reports/${first}`, { as: ['alice'] });
  expect(customers.status).toBe(403);
});
