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
  const unavailable = {
    name: 'Unavailable',
    dependency: 'cosmos',
    cause: { message: 'The replica has not seen the write yet.' },
  };

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

  const sentSessions = () => cosmos.requests().map((headers) => headers['x-ms-session-token']);

  test('is read without the session if the service rejects it, and is then not compared with it', async () => {
    const rejection = { status: 400, headers: {}, body: { code: 'BadRequest', message: 'Bad session.' } };
    cosmos.answer(rejection, found('0:-1#11'));
    expect(await get()).toEqual({ value: order, etag: '"1"' });
    expect(sentSessions()).toStrictEqual(['0:-1#12', undefined]);
  });

  test.each([[''], ['garbage'], ['0:-1#1\r\nx: y'], ['0:-1#1 \u009b'], [`0:-1#${'1'.repeat(1_000)}`]])(
    'is read without the session if that is the text %j',
    async (session) => {
      cosmos.answer(found('0:-1#11'));
      const read = cosmosOrders(cosmos.database.container('orders')).get(order.id, { session });
      expect(await read).toEqual({ value: order, etag: '"1"' });
      expect(sentSessions()).toStrictEqual([undefined]);
    },
  );

  test('without a session is not trusted either if the replica lags behind what this process wrote', async () => {
    cosmos.answer(missing(1002));
    const read = cosmosOrders(cosmos.database.container('orders')).get(order.id);
    await expect(read).rejects.toMatchObject(unavailable);
  });
});

describe('the latest read', () => {
  const order = sampleOrder(toCustomerId('ida'));
  const getLatest = () => cosmosOrders(cosmos.database.container('orders')).getLatest(order.id);
  const unavailable = { name: 'Unavailable', dependency: 'cosmos' };
  const present: Answer = {
    status: 412,
    headers: { 'x-ms-session-token': '0:-1#12' },
    body: { code: 'PreconditionFailed', message: 'No.' },
  };
  const found = (session: string): Answer => ({
    status: 200,
    headers: { 'x-ms-session-token': session, etag: '"1"' },
    body: documentOf(order),
  });

  test('believes the write side that there is no order, and asks no replica', async () => {
    cosmos.answer(missing(0));
    expect(await getLatest()).toBeUndefined();
    expect(cosmos.requests()).toHaveLength(1);
  });

  test('reads with the session of the probe', async () => {
    cosmos.answer(present, found('0:-1#12'));
    expect(await getLatest()).toEqual({ value: order, etag: '"1"' });
    expect(cosmos.requests()[1]).toHaveProperty('x-ms-session-token', '0:-1#12');
  });

  test.each([
    ['has no such order', missing(0)],
    ['lags behind the probe', missing(1002)],
    ['shows an older version', found('0:-1#11')],
  ])('is no answer while the replica %s', async (_what, answer) => {
    cosmos.answer(present, answer);
    await expect(getLatest()).rejects.toMatchObject(unavailable);
  });

  test('is no answer if the probe got none', async () => {
    cosmos.answer({ status: 503, body: { code: 'ServiceUnavailable', message: 'Later.' } });
    await expect(getLatest()).rejects.toMatchObject(unavailable);
  });
});

describe('cosmosHealth', () => {
  const check = () => cosmosHealth(cosmos.database).check(new AbortController().signal);

  test('resolves when only the document is missing', async () => {
    expect(cosmosHealth(cosmos.database).name).toBe('cosmos');
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
