import { Unavailable } from '../../../../src/domain/errors.ts';
import { MAX_UPLOAD_BYTES } from '../../../../src/domain/image.ts';
import { type Answer, itemsOf, textField } from '../../../support/api-answer.ts';
import { type Api, startApi } from '../../../support/api-harness.ts';
import { addedImage, idOf, placed } from '../sample-bodies.ts';

let api: Api;

beforeEach(async () => {
  api = startApi();
  await api.product('mug', 1000);
});

const as = 'admin' as const;
const list = (query = '') => api.get(`/admin/dead-letters${query}`, { as });
const replay = (number: string) => api.post(`/admin/dead-letters/${number}/replay`, { as });
const replayAll = () => api.post('/admin/dead-letters/replay', { as });
const discard = (number: string) => api.delete(`/admin/dead-letters/${number}`, { as });

/** A marked order and its dead letter, as the last attempt leaves them. */
const givenUp = async (): Promise<{ orderId: string; number: string }> => {
  const orderId = idOf(await placed(api));
  while (api.orderQueue.take());
  const stored = await api.orders.get(orderId);
  if (!stored) throw new Error('no such order');
  const attention = {
    reason: 'Cosmos DB did not answer (503) while reserving mug; tried 10 times in 17 min',
    since: '2026-01-01T00:00:00.000Z',
  };
  await api.orders.replace({ ...stored.value, attention }, stored.etag);
  return { orderId, number: api.deadLetters.bury({ body: { orderId }, attempt: 9 }) };
};

const order = async (id: string) => (await api.get(`/orders/${id}`, { as })).body;

const poisonUpload = async (original?: Uint8Array) => {
  const { imageId, url } = await addedImage(api);
  if (original) api.images.put(url, original);
  const image = { productId: 'mug', imageId };
  return { image, number: `blob-${api.poisonUploads.bury({ image, body: { BlobName: `mug/${imageId}` } })}` };
};

const conflict = { status: 409, body: { code: 'conflict' } };

describe('the list', () => {
  test('says of each what it is, what became of its order, and why', async () => {
    const { orderId, number } = await givenUp();
    api.clock.advance(61_500);
    expect(itemsOf(await list())).toEqual([
      {
        sequenceNumber: number,
        source: 'process-order',
        messageId: expect.any(String),
        reason: 'MaxDeliveryCountExceeded',
        deliveryCount: 10,
        attempt: 9,
        enqueuedAt: expect.stringMatching(/Z$/),
        ageSeconds: 61,
        body: { orderId },
        order: {
          id: orderId,
          status: 'placed',
          due: 'reserve',
          attention: { reason: expect.stringContaining('Cosmos DB'), since: '2026-01-01T00:00:00.000Z' },
        },
        cause:
          `Order ${orderId} is placed and "reserve" is still due; attempt 10 failed for good (MaxDeliveryCountExceeded): ` +
          'Cosmos DB did not answer (503) while reserving mug; tried 10 times in 17 min.',
      },
    ]);
  });

  test.each([
    [{ body: 'no order' }, /names no order.*Discard/],
    [{ body: { orderId: '../x' } }, /names no order.*Discard/],
    [{ body: { orderId: `ord_${'0'.repeat(16)}_${'0'.repeat(26)}` } }, /does not exist/],
  ])('explains %j', async (letter, cause) => {
    api.deadLetters.bury(letter);
    const [item] = itemsOf(await list());

    expect(item?.cause).toMatch(cause);
    expect(item).not.toHaveProperty('order');
  });

  test('explains an order that is not marked, one that no longer owes anything, and a message that was too late', async () => {
    const orderId = idOf(await placed(api));
    api.deadLetters.bury({ body: { orderId }, attempt: 0, reason: 'TTLExpiredException' });
    expect(itemsOf(await list())[0]?.cause).toMatch(/attempt 1 was not processed in time.*the relay keeps sending/);

    await api.drain();
    expect(itemsOf(await list())[0]?.cause).toMatch(/is confirmed and has nothing due any more/);
  });

  test('has uploads after orders, with their image', async () => {
    const { image, number } = await poisonUpload();
    api.poisonUploads.bury({});
    const [first, second] = itemsOf(await list());

    expect(first).toMatchObject({ sequenceNumber: number, source: 'process-upload', deliveryCount: 0 });
    expect(first?.image).toEqual({ ...image, status: 'awaiting_upload' });
    expect(first?.cause).toContain('still awaiting_upload');
    expect(second?.cause).toContain('names no upload of this shop');
  });

  test('is paged over both kinds without losing or repeating any', async () => {
    const numbers: unknown[] = [];
    for (let n = 0; n < 5; n++) numbers.push(api.deadLetters.bury({ body: n }));
    for (let n = 0; n < 4; n++) {
      numbers.push(`blob-${api.poisonUploads.bury({})}`);
      if (n % 2 === 1) api.clock.advance(1000);
    }

    for (const limit of [1, 2, 5, 8, 9, 100]) {
      const seen: unknown[] = [];
      for (let path: string | undefined = `?limit=${limit}`; path !== undefined; ) {
        const page: Answer = await list(path);
        seen.push(...itemsOf(page).map(({ sequenceNumber }) => sequenceNumber));
        path = /dead-letters(\?[^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
      }
      expect(seen).toEqual(numbers);
    }
  });

  test('has uploads in the order of their time, page by page, however the queue shows them', async () => {
    const [later, earlier] = ['2026-01-02T00:00:00.000Z', '2026-01-01T00:00:00.000Z'].map(
      (enqueuedAt) => `blob-${api.poisonUploads.bury({ enqueuedAt })}`,
    );
    const first = await list('?limit=1');
    const second = await list(`?limit=1&cursor=${encodeURIComponent(textField(first.body, 'nextCursor'))}`);

    expect([first, second].flatMap(itemsOf).map(({ sequenceNumber }) => sequenceNumber)).toEqual([earlier, later]);
  });

  test('says of an upload whose product was deleted that its image is gone', async () => {
    await poisonUpload();
    await api.delete('/products/mug', { as });
    const [item] = itemsOf(await list());

    expect(item?.cause).toContain('was deleted after its upload failed');
  });

  test('refuses the cursor of another list', async () => {
    api.deadLetters.bury({});
    api.deadLetters.bury({});
    const cursor = encodeURIComponent(textField((await list('?limit=1')).body, 'nextCursor'));

    expect((await list(`?cursor=${cursor}`)).status).toBe(200);
    expect((await api.get(`/admin/orders?cursor=${cursor}`, { as })).status).toBe(422);
    expect((await list('?cursor=AAAAAAAAAAAAAAAA')).status).toBe(422);
    expect((await list('?limit=0')).status).toBe(422);
  });

  test('shows the beginning of a body that is very long', async () => {
    api.deadLetters.bury({ body: { text: 'x'.repeat(100_000) } });
    const [item] = itemsOf(await list());
    expect(item?.body).toHaveLength(4097);
  });

  test('shows one kind while the queue of the other is down, and is 503 while both are', async () => {
    const { number } = await givenUp();
    const { number: upload } = await poisonUpload();
    const told = async () => {
      const answer = await list();
      return [itemsOf(answer).map(({ sequenceNumber }) => sequenceNumber), answer.body.missing];
    };

    expect(await told()).toEqual([[number, upload], undefined]);

    api.fail('poisonUploads', new Unavailable('media'));
    expect(await told()).toEqual([[number], ['process-upload']]);

    api.heal();
    api.fail('deadLetters', new Unavailable('service-bus'));

    expect(await told()).toEqual([[upload], ['process-order']]);
    expect(api.log.entries.filter(({ event }) => event === 'dead_letters_not_listed')).toMatchObject([
      { fields: { source: 'process-upload', reason: 'Unavailable: media is not available.' } },
      { fields: { source: 'process-order', reason: 'Unavailable: service-bus is not available.' } },
    ]);

    api.fail('poisonUploads', new Unavailable('media'));
    expect((await list()).status).toBe(503);
  });

  test('a page full of orders is complete, and says so, while the queue of the uploads is down', async () => {
    await givenUp();
    await givenUp();
    api.fail('poisonUploads', new Unavailable('media'));

    expect((await list('?limit=1')).body).not.toHaveProperty('missing');
    expect((await list('?limit=2')).body).toMatchObject({ missing: ['process-upload'] });
  });

  test('beyond the orders is 503 while the uploads cannot be read: it would be taken for the end', async () => {
    await poisonUpload();
    await poisonUpload();
    const { headers } = await list('?limit=1');
    const next = /dead-letters(\?[^>]+)>/.exec(headers.get('link') ?? '')?.[1];
    api.fail('poisonUploads', new Unavailable('media'));

    expect((await list(next)).status).toBe(503);
  });

  test('says of an order or image that cannot be looked up now that it cannot', async () => {
    const { orderId, number } = await givenUp();
    const { image, number: upload } = await poisonUpload();
    api.fail('orders', new Unavailable('cosmos'));
    api.fail('products', new Error('a document that is no product'));
    const [first, second] = itemsOf(await list());

    expect(first).toMatchObject({ sequenceNumber: number, body: { orderId } });
    expect(first).not.toHaveProperty('order');
    expect(first?.cause).toMatch(/order .*cannot be looked up now/);
    expect(second).toMatchObject({ sequenceNumber: upload, image });
    expect(second?.cause).toMatch(/image .*cannot be looked up now/);

    const event = 'dead_letter_not_looked_up';
    for (const fields of [
      { sequenceNumber: number, reason: 'Unavailable: cosmos is not available.' },
      { sequenceNumber: upload, reason: 'Error: a document that is no product' },
    ]) {
      expect(api.log.entries).toContainEqual({ level: 'warn', event, fields });
    }
  });
});

describe('replay', () => {
  test('clears the mark, sends again under a new root, and removes the dead letter', async () => {
    const { orderId, number } = await givenUp();
    expect(await replay(number)).toMatchObject({ status: 202, body: { sequenceNumber: number, orderId } });
    expect(await order(orderId)).not.toHaveProperty('attention');

    const [sent] = api.orderQueue.waiting();
    expect(sent?.message).toMatchObject({ orderId, attempt: 0, messageId: expect.stringMatching(/^random-/) });
    expect(itemsOf(await list())).toEqual([]);

    await api.drain();
    expect(await order(orderId)).toMatchObject({ status: 'confirmed' });
    expect((await replay(number)).status).toBe(404);
  });

  test('keeps the dead letter if the message cannot be sent, and may be repeated', async () => {
    const { orderId, number } = await givenUp();
    api.orderQueue.failNext(1);

    expect((await replay(number)).status).toBe(503);
    expect(itemsOf(await list())).toHaveLength(1);
    expect((await replay(number)).status).toBe(202);

    await api.drain();
    expect(await order(orderId)).toMatchObject({ status: 'confirmed' });
  });

  test('of an order that no longer owes anything only removes the message', async () => {
    const orderId = idOf(await placed(api));
    await api.drain();
    const number = api.deadLetters.bury({ body: { orderId } });
    const { status, body } = await replay(number);

    expect(status).toBe(202);
    expect(body).toMatchObject({ orderId, note: expect.stringContaining('has nothing due') });
    expect(api.orderQueue.waiting()).toEqual([]);
    expect(itemsOf(await list())).toEqual([]);
  });

  test('is refused for a message that names no existing order', async () => {
    for (const body of ['x', { orderId: 'x' }, { orderId: `ord_${'0'.repeat(16)}_${'0'.repeat(26)}` }]) {
      expect(await replay(api.deadLetters.bury({ body }))).toMatchObject(conflict);
    }
    expect(itemsOf(await list())).toHaveLength(3);
  });

  test('is 409 busy while somebody else holds it', async () => {
    const { number } = await givenUp();
    const letGo = api.deadLetters.hold(number);
    const busy = { status: 409, body: { code: 'busy' } };

    expect(await replay(number)).toMatchObject(busy);
    expect(await discard(number)).toMatchObject(busy);

    letGo();
    expect((await replay(number)).status).toBe(202);
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
    expect((await replay(number)).status).toBe(404);
    expect((await discard(number)).status).toBe(404);
  });

  test('of an upload makes its trigger fire again', async () => {
    const { image, number } = await poisonUpload(Buffer.from('x'));

    expect(await replay(number)).toMatchObject({ status: 202, body: { sequenceNumber: number, image } });
    expect(api.images.renewed()).toEqual([image]);
    expect(itemsOf(await list())).toEqual([]);
  });

  test('of an upload that is gone, or whose image is, removes the message and says so', async () => {
    const { number } = await poisonUpload();
    expect(await replay(number)).toMatchObject({ status: 202, body: { note: expect.stringContaining('removed') } });

    const { image, number: other } = await poisonUpload(Buffer.from('x'));
    await api.delete(`/products/mug/images/${image.imageId}`, { as });
    const answer = await replay(other);

    expect(answer).toMatchObject({ status: 202, body: { note: expect.stringContaining('removed') } });
    expect(answer.body).not.toHaveProperty('image');
    expect(api.images.renewed()).toEqual([]);
    expect(itemsOf(await list())).toEqual([]);
  });

  test('of an upload that is too large rejects its image, since the host would only fail again', async () => {
    const { image, number } = await poisonUpload(Buffer.alloc(MAX_UPLOAD_BYTES + 1));
    expect(await replay(number)).toMatchObject({ status: 202, body: { note: expect.stringContaining('too_large') } });
    expect(api.images.renewed()).toEqual([]);

    const stored = await api.get(`/products/mug/images/${image.imageId}`, { as });
    expect(stored.body).toMatchObject({ status: 'rejected', reason: 'too_large' });
    expect(itemsOf(await list())).toEqual([]);
  });

  test('of a poison message that names no upload is a conflict', async () => {
    expect(await replay(`blob-${api.poisonUploads.bury({})}`)).toMatchObject(conflict);
  });
});

describe('discard', () => {
  test('removes the message and leaves the mark', async () => {
    const { orderId, number } = await givenUp();

    expect((await discard(number)).status).toBe(204);
    expect(await order(orderId)).toHaveProperty('attention');
    expect(api.orderQueue.waiting()).toEqual([]);
    expect((await discard(number)).status).toBe(404);
  });

  test('removes what cannot be replayed, too', async () => {
    for (const number of [api.deadLetters.bury({ body: 'x' }), `blob-${api.poisonUploads.bury({})}`]) {
      expect((await discard(number)).status).toBe(204);
    }
    expect(itemsOf(await list())).toEqual([]);
  });
});

test('of a dead letter that is gone, the log says whether it was replayed or discarded', async () => {
  const [one, other] = [await givenUp(), await givenUp()];
  const upload = await poisonUpload(Buffer.from('x'));
  for (const number of [one.number, upload.number]) await replay(number);
  await discard(other.number);
  const told = api.log.entries.filter(({ event }) => event.startsWith('dead_letter_'));

  expect(told.map(({ event, fields }) => [event, fields])).toEqual([
    ['dead_letter_replayed', { sequenceNumber: one.number, orderId: one.orderId }],
    ['dead_letter_replayed', { sequenceNumber: upload.number, ...upload.image }],
    ['dead_letter_discarded', { sequenceNumber: other.number }],
  ]);
});

describe('replay of all', () => {
  const notReplayed = (sequenceNumber: string, reason: string) => ({
    level: 'warn',
    event: 'dead_letter_not_replayed',
    fields: { sequenceNumber, reason },
  });

  test('restarts everything that can run, skips the rest, and leaves it', async () => {
    const orders: string[] = [];
    for (let n = 0; n < 8; n++) {
      orders.push((await givenUp()).orderId);
      if (n % 3 === 0) api.deadLetters.bury({ body: `bad ${n}` });
    }
    const { image } = await poisonUpload(Buffer.from('x'));
    api.poisonUploads.bury({});

    expect(await replayAll()).toMatchObject({ status: 202, body: { replayed: 9, skipped: 4, remaining: false } });
    expect(api.images.renewed()).toEqual([image]);

    const told = { replayed: 9, skipped: 4, remaining: false };
    expect(api.log.entries).toContainEqual({ level: 'info', event: 'dead_letters_replayed', fields: told });

    await api.drain();

    for (const id of orders) expect(await order(id)).toMatchObject({ status: 'confirmed' });
    expect(itemsOf(await list())).toHaveLength(4);
    expect(await replayAll()).toMatchObject({ body: { replayed: 0, skipped: 4, remaining: false } });
  });

  test('sends once for an order with several dead letters', async () => {
    const { orderId } = await givenUp();
    api.deadLetters.bury({ body: { orderId } });

    expect(await replayAll()).toMatchObject({ body: { replayed: 2, skipped: 0, remaining: false } });
    expect(api.orderQueue.waiting()).toHaveLength(1);
  });

  test('sends nothing for an order that no longer owes anything, and removes its message', async () => {
    const orderId = idOf(await placed(api));
    await api.drain();
    api.deadLetters.bury({ body: { orderId } });

    expect(await replayAll()).toMatchObject({ body: { replayed: 1, skipped: 0, remaining: false } });
    expect(api.orderQueue.waiting()).toEqual([]);
    expect(itemsOf(await list())).toEqual([]);
  });

  test.each([
    ['takes', 'busy', true],
    ['settles', 'gone', false],
  ] as const)('counts no upload that somebody else %s first', async (_, settled, remaining) => {
    await poisonUpload(Buffer.from('x'));
    api.poisonUploads.settle = async () => settled;
    expect(await replayAll()).toMatchObject({ status: 202, body: { replayed: 0, skipped: 0, remaining } });
  });

  test('starts no upload after 50 seconds, and says that there is more', async () => {
    for (let n = 0; n < 5; n++) await poisonUpload(Buffer.from('x'));
    const { renewOriginal } = api.images;
    api.images.renewOriginal = async (key) => {
      api.clock.advance(20_000);
      return renewOriginal(key);
    };

    expect(await replayAll()).toMatchObject({ body: { replayed: 3, skipped: 0, remaining: true } });
    expect(await replayAll()).toMatchObject({ body: { replayed: 2, skipped: 0, remaining: false } });
  });

  test('with nothing there does nothing', async () => {
    expect(await replayAll()).toMatchObject({ status: 202, body: { replayed: 0, skipped: 0, remaining: false } });
    expect(api.orderQueue.waiting()).toEqual([]);
  });

  test('that meets an outage in the middle says what was done, and that there is more', async () => {
    const orders: string[] = [];
    for (let n = 0; n < 5; n++) orders.push((await givenUp()).orderId);
    const { send } = api.orderQueue;
    let sends = 0;
    api.orderQueue.send = async (...args) => {
      if (++sends === 2) throw new Unavailable('service-bus');
      return send(...args);
    };
    const { status, body } = await replayAll();

    expect(status).toBe(202);
    expect(body).toMatchObject({ skipped: 0, remaining: true });
    expect(body.replayed).toBeGreaterThan(0);

    const reason = 'Unavailable: service-bus is not available.';

    expect(api.log.entries).toContainEqual({
      level: 'warn',
      event: 'replay_interrupted',
      fields: { replayed: body.replayed, reason },
    });
    expect(itemsOf(await list()).length).toBe(5 - Number(body.replayed));
    expect(await replayAll()).toMatchObject({ body: { replayed: 5 - Number(body.replayed), remaining: false } });

    await api.drain();
    for (const id of orders) expect(await order(id)).toMatchObject({ status: 'confirmed' });
  });

  test('counts none whose lock ended before it could be removed', async () => {
    const { number } = await givenUp();
    await givenUp();
    api.deadLetters.loseLock(number);

    expect(await replayAll()).toMatchObject({ status: 202, body: { replayed: 1, skipped: 0, remaining: true } });
    expect(await replayAll()).toMatchObject({ status: 202, body: { replayed: 0, skipped: 0, remaining: true } });
  });

  test('sends for the part of a batch that was done in time, and leaves the rest', async () => {
    for (let n = 0; n < 20; n++) await givenUp();
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

    expect(await replayAll()).toMatchObject({ body: { replayed: 8, skipped: 0, remaining: true } });
    expect(done.size).toBe(8);
    expect(api.orderQueue.waiting()).toHaveLength(8);
  });

  test('skips an order that cannot be read, logs why, and does the others', async () => {
    const { orderId, number } = await givenUp();
    await givenUp();
    const { get } = api.orders;
    api.orders.get = async (id, ...rest) => {
      if (id === orderId) throw new Error('a document that is no order');
      return get(id, ...rest);
    };

    expect(await replayAll()).toMatchObject({ status: 202, body: { replayed: 1, skipped: 0, remaining: true } });
    expect(api.log.entries).toContainEqual(notReplayed(number, 'Error: a document that is no order'));

    api.orders.get = get;
    expect(await replayAll()).toMatchObject({ body: { replayed: 1, remaining: false } });
  });

  test('skips an upload that cannot be renewed, logs why, and does the others', async () => {
    const bad = await poisonUpload(Buffer.from('x'));
    const good = await poisonUpload(Buffer.from('x'));
    const { renewOriginal } = api.images;
    api.images.renewOriginal = async (key) => {
      if (key.imageId === bad.image.imageId) throw new Unavailable('media');
      return renewOriginal(key);
    };

    expect(await replayAll()).toMatchObject({ status: 202, body: { replayed: 1, skipped: 0, remaining: true } });
    expect(api.images.renewed()).toEqual([good.image]);
    expect(api.log.entries).toContainEqual(notReplayed(bad.number, 'Unavailable: media is not available.'));
  });

  test('does the uploads while the queue of the orders is down', async () => {
    await poisonUpload(Buffer.from('x'));
    api.fail('deadLetters', new Unavailable('service-bus'));
    expect(await replayAll()).toMatchObject({ status: 202, body: { replayed: 1, remaining: true } });
  });

  test('reads once more without a session that no replica can serve', async () => {
    const orderId = idOf(await placed(api));
    const number = api.deadLetters.bury({ body: { orderId }, session: '0:9#9' });
    const { get } = api.orders;
    api.orders.get = async (id, options) => {
      if (options?.session !== undefined) throw new Unavailable('cosmos');
      return get(id);
    };

    expect(itemsOf(await list())[0]).toHaveProperty('order');
    expect((await replay(number)).status).toBe(202);

    // An order that a replica does not have yet still counts.
    api.deadLetters.bury({ body: { orderId: `ord_${'0'.repeat(16)}_${'0'.repeat(26)}` }, session: '0:9#9' });
    expect(await replayAll()).toMatchObject({ body: { replayed: 0, skipped: 0, remaining: true } });
  });

  test('that gets nothing done is an outage', async () => {
    await givenUp();
    api.orderQueue.failNext(1);

    expect((await replayAll()).status).toBe(503);
    expect(itemsOf(await list())).toHaveLength(1);
  });

  test('says that there is more while somebody holds some, or beyond the first uploads', async () => {
    const { number } = await givenUp();
    const letGo = api.deadLetters.hold(number);
    expect(await replayAll()).toMatchObject({ body: { replayed: 0, remaining: true } });

    letGo();
    for (let n = 0; n < 33; n++) await poisonUploadOfNothing();

    expect(await replayAll()).toMatchObject({ body: { replayed: 33, remaining: true } });
    expect(await replayAll()).toMatchObject({ body: { replayed: 1, remaining: false } });
  });

  const poisonUploadOfNothing = async () =>
    api.poisonUploads.bury({ image: { productId: 'mug', imageId: '0'.repeat(26) } });
});
