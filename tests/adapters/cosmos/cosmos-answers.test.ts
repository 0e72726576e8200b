import { cosmosHealth } from '../../../src/adapters/cosmos/cosmos-health.ts';
import { cosmosOrders } from '../../../src/adapters/cosmos/cosmos-orders.ts';
import { documentOf } from '../../../src/adapters/cosmos/order-document.ts';
import { sampleOrder } from '../../contracts/sample-data.ts';
import { toCustomerId } from '../../support/ids.ts';
import { type Answer, type ScriptedCosmos, startScriptedCosmos } from './scripted-cosmos.ts';

let cosmos: ScriptedCosmos;

beforeAll(async () => {
  cosmos = await startScriptedCosmos();
});

afterAll(() => cosmos.close());

const missing = (substatus: number): Answer => ({
  status: 404,
  headers: { 'x-ms-substatus': String(substatus) },
  body: { code: 'NotFound', message: 'Not found.' },
});

describe('a read with a session from a replica that lags', () => {
  const order = sampleOrder(toCustomerId('ida'));
  const found = (session: string): Answer => ({
    status: 200,
    headers: { 'x-ms-session-token': session, etag: '"1"' },
    body: documentOf(order),
  });
  const get = () => cosmosOrders(cosmos.database.container('orders')).get(order.id, { session: '0:-1#12' });
  const unavailable = { name: 'Unavailable', dependency: 'cosmos' };

  test('is not trusted when the client asked again without the session and got an older state', async () => {
    cosmos.answer(missing(1002), found('0:-1#11'));
    await expect(get()).rejects.toMatchObject(unavailable);
    const sessions = cosmos.requests().map((headers) => headers['x-ms-session-token']);
    expect(sessions).toStrictEqual(['0:-1#12', undefined]);
  });

  test('is good when the second answer has caught up', async () => {
    cosmos.answer(missing(1002), found('0:-1#12'));
    expect(await get()).toEqual({ value: order, etag: '"1"' });
  });

  test('does not count as a missing order', async () => {
    cosmos.answer(missing(1002));
    await expect(get()).rejects.toMatchObject(unavailable);

    cosmos.answer(missing(1002), { ...missing(0), headers: { 'x-ms-session-token': '0:-1#11' } });
    await expect(get()).rejects.toMatchObject(unavailable);

    cosmos.answer({ ...missing(0), headers: { 'x-ms-session-token': '0:-1#12' } });
    expect(await get()).toBeUndefined();
  });
});

describe('cosmosHealth', () => {
  const check = () => cosmosHealth(cosmos.database).check(new AbortController().signal);

  test('resolves when only the document is missing', async () => {
    cosmos.answer(missing(0));
    await check();
  });

  test('rejects when the container is missing, or access is denied', async () => {
    cosmos.answer(missing(1003));
    await expect(check()).rejects.toThrow('no container');

    cosmos.answer({ status: 403, body: { code: 'Forbidden', message: 'no' } });
    await expect(check()).rejects.toMatchObject({ code: 403 });
  });
});
