import { MAX_UPLOAD_BYTES } from '../../../../src/domain/image.ts';
import { itemsOf } from '../../../support/api-answer.ts';
import { idOf, placeOrder } from '../sample-bodies.ts';
import { type DeadLettersApi, startDeadLettersApi } from './dead-letters-api.ts';

let api: DeadLettersApi;

beforeEach(async () => {
  api = await startDeadLettersApi();
});

const conflict = { status: 409, body: { code: 'conflict' } };

describe('replay', () => {
  test('clears the mark, sends again under a new root, and removes the dead letter', async () => {
    const { orderId, number } = await api.giveUpOrder();
    expect(await api.replay(number)).toMatchObject({ status: 202, body: { sequenceNumber: number, orderId } });
    expect(await api.order(orderId)).not.toHaveProperty('attention');

    const [sent] = api.orderQueue.waiting();
    expect(sent?.message).toMatchObject({ orderId, attempt: 0, messageId: expect.stringMatching(/^random-/) });
    expect(itemsOf(await api.list())).toEqual([]);

    await api.drain();
    expect(await api.order(orderId)).toMatchObject({ status: 'confirmed' });
    expect((await api.replay(number)).status).toBe(404);
  });

  test('keeps the dead letter if the message cannot be sent, and may be repeated', async () => {
    const { orderId, number } = await api.giveUpOrder();
    api.orderQueue.failNext(1);

    expect((await api.replay(number)).status).toBe(503);
    expect(itemsOf(await api.list())).toHaveLength(1);
    expect((await api.replay(number)).status).toBe(202);

    await api.drain();
    expect(await api.order(orderId)).toMatchObject({ status: 'confirmed' });
  });

  test('of an order that no longer owes anything only removes the message', async () => {
    const orderId = idOf(await placeOrder(api));
    await api.drain();
    const number = api.deadLetters.bury({ body: { orderId } });
    const { status, body } = await api.replay(number);

    expect(status).toBe(202);
    expect(body).toMatchObject({ orderId, note: expect.stringContaining('has nothing due') });
    expect(api.orderQueue.waiting()).toEqual([]);
    expect(itemsOf(await api.list())).toEqual([]);
  });

  test('is refused for a message that names no existing order', async () => {
    for (const body of ['x', { orderId: 'x' }, { orderId: `ord_${'0'.repeat(16)}_${'0'.repeat(26)}` }]) {
      expect(await api.replay(api.deadLetters.bury({ body }))).toMatchObject(conflict);
    }
    expect(itemsOf(await api.list())).toHaveLength(3);
  });

  test('is 409 busy while somebody else holds it', async () => {
    const { number } = await api.giveUpOrder();
    const letGo = api.deadLetters.hold(number);
    const busy = { status: 409, body: { code: 'busy' } };

    expect(await api.replay(number)).toMatchObject(busy);
    expect(await api.discard(number)).toMatchObject(busy);

    letGo();
    expect((await api.replay(number)).status).toBe(202);
  });

  test.each([
    '1',
    '0',
    'x',
    '-1',
    '01',
    '1e3',
    '9223372036854775808',
    '99999999999999999999',
    'blob-x',
    'blob-',
    'replay',
  ])('of %s, which does not exist, is 404', async (number) => {
    expect((await api.replay(number)).status).toBe(404);
    expect((await api.discard(number)).status).toBe(404);
  });

  test('of an upload makes its trigger fire again', async () => {
    const { image, number } = await api.poisonUpload(Buffer.from('x'));

    expect(await api.replay(number)).toMatchObject({ status: 202, body: { sequenceNumber: number, image } });
    expect(api.images.renewed()).toEqual([image]);
    expect(itemsOf(await api.list())).toEqual([]);
  });

  test('of an upload that is gone, or whose image is, removes the message and says so', async () => {
    const { number } = await api.poisonUpload();
    expect(await api.replay(number)).toMatchObject({ status: 202, body: { note: expect.stringContaining('removed') } });

    const { image, number: other } = await api.poisonUpload(Buffer.from('x'));
    await api.delete(`/products/mug/images/${image.imageId}`, { as: 'admin' });
    const answer = await api.replay(other);

    expect(answer).toMatchObject({ status: 202, body: { note: expect.stringContaining('removed') } });
    expect(answer.body).not.toHaveProperty('image');
    expect(api.images.renewed()).toEqual([]);
    expect(itemsOf(await api.list())).toEqual([]);
  });

  test('of an upload that is too large rejects its image, since the host would only fail again', async () => {
    const { image, number } = await api.poisonUpload(Buffer.alloc(MAX_UPLOAD_BYTES + 1));
    expect(await api.replay(number)).toMatchObject({
      status: 202,
      body: { note: expect.stringContaining('too_large') },
    });
    expect(api.images.renewed()).toEqual([]);

    const stored = await api.get(`/products/mug/images/${image.imageId}`, { as: 'admin' });
    expect(stored.body).toMatchObject({ status: 'rejected', reason: 'too_large' });
    expect(itemsOf(await api.list())).toEqual([]);
  });

  test('of a poison message that names no upload is a conflict', async () => {
    expect(await api.replay(`blob-${api.poisonUploads.bury({})}`)).toMatchObject(conflict);
  });
});

describe('discard', () => {
  test('removes the message and leaves the mark', async () => {
    const { orderId, number } = await api.giveUpOrder();

    expect((await api.discard(number)).status).toBe(204);
    expect(await api.order(orderId)).toHaveProperty('attention');
    expect(api.orderQueue.waiting()).toEqual([]);
    expect((await api.discard(number)).status).toBe(404);
  });

  test('removes what cannot be replayed, too', async () => {
    for (const number of [api.deadLetters.bury({ body: 'x' }), `blob-${api.poisonUploads.bury({})}`]) {
      expect((await api.discard(number)).status).toBe(204);
    }
    expect(itemsOf(await api.list())).toEqual([]);
  });
});

test('of a dead letter that is gone, the log says whether it was replayed or discarded', async () => {
  const [one, other] = [await api.giveUpOrder(), await api.giveUpOrder()];
  const upload = await api.poisonUpload(Buffer.from('x'));
  for (const number of [one.number, upload.number]) await api.replay(number);
  await api.discard(other.number);
  const told = api.log.entries.filter(({ event }) => event.startsWith('dead_letter_'));

  expect(told.map(({ event, fields }) => [event, fields])).toEqual([
    ['dead_letter_replayed', { sequenceNumber: one.number, orderId: one.orderId }],
    ['dead_letter_replayed', { sequenceNumber: upload.number, ...upload.image }],
    ['dead_letter_discarded', { sequenceNumber: other.number }],
  ]);
});
