import { Unavailable } from '../../../../src/domain/errors.ts';
import { itemsOf } from '../../../support/api-answer.ts';
import { toImageId, toProductId } from '../../../support/ids.ts';
import { idOf, placeOrder } from '../sample-bodies.ts';
import { type DeadLettersApi, startDeadLettersApi } from './dead-letters-api.ts';

let api: DeadLettersApi;

beforeEach(async () => {
  api = await startDeadLettersApi();
});

describe('replay of all', () => {
  const notReplayed = (sequenceNumber: string, reason: string, service?: string) => ({
    level: 'warn',
    event: 'dead_letter_not_replayed',
    fields: { sequenceNumber, reason, service },
  });

  test('restarts everything that can run, skips the rest, and leaves it', async () => {
    const orders: string[] = [];
    for (let n = 0; n < 8; n++) {
      orders.push((await api.giveUpOrder()).orderId);
      if (n % 3 === 0) api.deadLetters.bury({ body: `bad ${n}` });
    }
    const { image } = await api.poisonUpload(Buffer.from('x'));
    api.poisonUploads.bury({});

    expect(await api.replayAll()).toMatchObject({ status: 202, body: { replayed: 9, skipped: 4, remaining: false } });
    expect(api.images.renewed()).toEqual([image]);

    const told = { replayed: 9, skipped: 4, remaining: false };
    expect(api.log.entries).toContainEqual({ level: 'info', event: 'dead_letters_replayed', fields: told });

    await api.drain();

    for (const id of orders) expect(await api.order(id)).toMatchObject({ status: 'confirmed' });
    expect(itemsOf(await api.list())).toHaveLength(4);
    expect(await api.replayAll()).toMatchObject({ body: { replayed: 0, skipped: 4, remaining: false } });
  });

  test('sends once for an order with several dead letters', async () => {
    const { orderId } = await api.giveUpOrder();
    api.deadLetters.bury({ body: { orderId } });

    expect(await api.replayAll()).toMatchObject({ body: { replayed: 2, skipped: 0, remaining: false } });
    expect(api.orderQueue.waiting()).toHaveLength(1);
  });

  test('sends nothing for an order that no longer owes anything, and removes its message', async () => {
    const orderId = idOf(await placeOrder(api));
    await api.drain();
    api.deadLetters.bury({ body: { orderId } });

    expect(await api.replayAll()).toMatchObject({ body: { replayed: 1, skipped: 0, remaining: false } });
    expect(api.orderQueue.waiting()).toEqual([]);
    expect(itemsOf(await api.list())).toEqual([]);
  });

  test.each([
    ['takes', 'busy', true],
    ['settles', 'gone', false],
  ] as const)('counts no upload that somebody else %s first', async (_, settled, remaining) => {
    await api.poisonUpload(Buffer.from('x'));
    api.poisonUploads.settle = async () => settled;
    expect(await api.replayAll()).toMatchObject({ status: 202, body: { replayed: 0, skipped: 0, remaining } });
  });

  test('starts no upload after 50 seconds, and says that there is more', async () => {
    for (let n = 0; n < 5; n++) await api.poisonUpload(Buffer.from('x'));
    const { renewOriginal } = api.images;
    api.images.renewOriginal = async (key) => {
      api.clock.advance(20_000);
      return renewOriginal(key);
    };

    expect(await api.replayAll()).toMatchObject({ body: { replayed: 3, skipped: 0, remaining: true } });
    expect(await api.replayAll()).toMatchObject({ body: { replayed: 2, skipped: 0, remaining: false } });
  });

  test('with nothing there does nothing', async () => {
    expect(await api.replayAll()).toMatchObject({ status: 202, body: { replayed: 0, skipped: 0, remaining: false } });
    expect(api.orderQueue.waiting()).toEqual([]);
  });

  test('that meets an outage in the middle says what was done, and that there is more', async () => {
    const orders: string[] = [];
    for (let n = 0; n < 5; n++) orders.push((await api.giveUpOrder()).orderId);
    const { send } = api.orderQueue;
    let sends = 0;
    api.orderQueue.send = async (...args) => {
      if (++sends === 2) throw new Unavailable('service-bus');
      return send(...args);
    };
    const { status, body } = await api.replayAll();

    expect(status).toBe(202);
    expect(body).toMatchObject({ skipped: 0, remaining: true });
    expect(body.replayed).toBeGreaterThan(0);

    const reason = 'Unavailable: service-bus is not available.';
    expect(api.log.entries).toContainEqual({
      level: 'warn',
      event: 'replay_interrupted',
      fields: { replayed: body.replayed, reason, service: 'service-bus' },
    });
    expect(itemsOf(await api.list()).length).toBe(5 - Number(body.replayed));
    expect(await api.replayAll()).toMatchObject({ body: { replayed: 5 - Number(body.replayed), remaining: false } });

    await api.drain();
    for (const id of orders) expect(await api.order(id)).toMatchObject({ status: 'confirmed' });
  });

  test('counts none whose lock ended before it could be removed', async () => {
    const { number } = await api.giveUpOrder();
    await api.giveUpOrder();
    api.deadLetters.loseLock(number);

    expect(await api.replayAll()).toMatchObject({ status: 202, body: { replayed: 1, skipped: 0, remaining: true } });
    expect(await api.replayAll()).toMatchObject({ status: 202, body: { replayed: 0, skipped: 0, remaining: true } });
  });

  test('sends for the part of a batch that was done in time, and leaves the rest', async () => {
    for (let n = 0; n < 20; n++) await api.giveUpOrder();
    const { replace } = api.orders;
    api.orders.replace = async (...args) => {
      api.clock.advance(2_000);
      return replace(...args);
    };
    let done: ReadonlySet<string> = new Set();
    api.deadLetters.settleAll = async ({ settled }, work) => {
      done = await work(await api.deadLetters.list({ limit: 100 }));
      settled?.(done.size);
      return { remaining: false };
    };

    expect(await api.replayAll()).toMatchObject({ body: { replayed: 8, skipped: 0, remaining: true } });
    expect(done.size).toBe(8);
    expect(api.orderQueue.waiting()).toHaveLength(8);
  });

  test('skips an order that cannot be read, logs why, and does the others', async () => {
    const { orderId, number } = await api.giveUpOrder();
    await api.giveUpOrder();
    const { getLatest } = api.orders;
    api.orders.getLatest = async (id) => {
      if (id === orderId) throw new Error('a document that is no order');
      return getLatest(id);
    };

    expect(await api.replayAll()).toMatchObject({ status: 202, body: { replayed: 1, skipped: 0, remaining: true } });
    expect(api.log.entries).toContainEqual(notReplayed(number, 'Error: a document that is no order'));

    api.orders.getLatest = getLatest;
    expect(await api.replayAll()).toMatchObject({ body: { replayed: 1, remaining: false } });
  });

  test('skips an upload that cannot be renewed, logs why, and does the others', async () => {
    const bad = await api.poisonUpload(Buffer.from('x'));
    const good = await api.poisonUpload(Buffer.from('x'));
    const { renewOriginal } = api.images;
    api.images.renewOriginal = async (key) => {
      if (key.imageId === bad.image.imageId) throw new Unavailable('media');
      return renewOriginal(key);
    };

    expect(await api.replayAll()).toMatchObject({ status: 202, body: { replayed: 1, skipped: 0, remaining: true } });
    expect(api.images.renewed()).toEqual([good.image]);
    expect(api.log.entries).toContainEqual(notReplayed(bad.number, 'Unavailable: media is not available.', 'media'));
  });

  test('does the uploads while the queue of the orders is down', async () => {
    await api.poisonUpload(Buffer.from('x'));
    api.fail('deadLetters', new Unavailable('service-bus'));
    expect(await api.replayAll()).toMatchObject({ status: 202, body: { replayed: 1, remaining: true } });
  });

  test('does not trust a replica that lags: the order exists, and still owes something', async () => {
    const { orderId, number } = await api.giveUpOrder();
    api.orders.get = async () => undefined;

    expect(itemsOf(await api.list())[0]).toMatchObject({ order: { id: orderId, due: 'reserve' } });
    expect(await api.replay(number)).toMatchObject({ status: 202, body: { orderId } });
    expect(api.orderQueue.waiting()).toHaveLength(1);
  });

  test('that gets nothing done is an outage', async () => {
    await api.giveUpOrder();
    api.orderQueue.failNext(1);

    expect((await api.replayAll()).status).toBe(503);
    expect(itemsOf(await api.list())).toHaveLength(1);
  });

  test('says that there is more while somebody holds some, or beyond the first uploads', async () => {
    const { number } = await api.giveUpOrder();
    const letGo = api.deadLetters.hold(number);
    expect(await api.replayAll()).toMatchObject({ body: { replayed: 0, remaining: true } });

    letGo();
    for (let n = 0; n < 33; n++) await poisonUploadOfNothing();

    expect(await api.replayAll()).toMatchObject({ body: { replayed: 33, remaining: true } });
    expect(await api.replayAll()).toMatchObject({ body: { replayed: 1, remaining: false } });
  });

  const poisonUploadOfNothing = async () =>
    api.poisonUploads.bury({ image: { productId: toProductId('mug'), imageId: toImageId('0'.repeat(26)) } });
});
