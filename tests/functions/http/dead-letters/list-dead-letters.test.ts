import { Unavailable } from '../../../../src/domain/errors.ts';
import { type Answer, itemsOf, textField } from '../../../support/api-answer.ts';
import { idOf, placeOrder } from '../sample-bodies.ts';
import { type DeadLettersApi, startDeadLettersApi } from './dead-letters-api.ts';

let api: DeadLettersApi;

beforeEach(async () => {
  api = await startDeadLettersApi();
});

describe('the list', () => {
  test('says of each what it is, what became of its order, and why', async () => {
    const { orderId, number } = await api.giveUpOrder();
    api.clock.advance(61_500);
    expect(itemsOf(await api.list())).toEqual([
      {
        sequenceNumber: number,
        source: 'process-order',
        messageId: expect.any(String),
        reason: 'MaxDeliveryCountExceeded',
        deliveryCount: 10,
        attempt: 10,
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
    const [item] = itemsOf(await api.list());

    expect(item?.cause).toMatch(cause);
    expect(item).not.toHaveProperty('order');
  });

  test('explains an order that is not marked, one that no longer owes anything, and a message that was too late', async () => {
    const orderId = idOf(await placeOrder(api));
    api.deadLetters.bury({ body: { orderId }, attempt: 1, reason: 'TTLExpiredException' });
    expect(itemsOf(await api.list())[0]?.cause).toMatch(/attempt 1 was not processed in time.*the relay keeps sending/);

    await api.drain();
    expect(itemsOf(await api.list())[0]?.cause).toMatch(/is confirmed and has nothing due any more/);
  });

  test('has uploads after orders, with their image', async () => {
    const { image, number } = await api.poisonUpload();
    api.poisonUploads.bury({});
    const [first, second] = itemsOf(await api.list());

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
        const page: Answer = await api.list(path);
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
    const first = await api.list('?limit=1');
    const second = await api.list(`?limit=1&cursor=${encodeURIComponent(textField(first.body, 'nextCursor'))}`);

    expect([first, second].flatMap(itemsOf).map(({ sequenceNumber }) => sequenceNumber)).toEqual([earlier, later]);
  });

  test('says of an upload whose product was deleted that its image is gone', async () => {
    await api.poisonUpload();
    await api.delete('/products/mug', { as: 'admin' });
    const [item] = itemsOf(await api.list());

    expect(item?.cause).toContain('was deleted after its upload failed');
  });

  test('refuses the cursor of another list', async () => {
    api.deadLetters.bury({});
    api.deadLetters.bury({});
    const cursor = encodeURIComponent(textField((await api.list('?limit=1')).body, 'nextCursor'));

    expect((await api.list(`?cursor=${cursor}`)).status).toBe(200);
    expect((await api.get(`/admin/orders?cursor=${cursor}`, { as: 'admin' })).status).toBe(422);
    expect((await api.list('?cursor=AAAAAAAAAAAAAAAA')).status).toBe(422);
    expect((await api.list('?limit=0')).status).toBe(422);
  });

  test('shows the beginning of a body that is very long', async () => {
    api.deadLetters.bury({ body: { text: 'x'.repeat(100_000) } });
    const [item] = itemsOf(await api.list());
    expect(item?.body).toHaveLength(4097);
  });

  test('shows a text of up to 4,096 characters in full, and only the beginning of a longer one', async () => {
    const whole = '"'.repeat(4096);
    for (const body of [whole, `${whole}"`]) api.deadLetters.bury({ body });

    expect(itemsOf(await api.list()).map(({ body }) => body)).toEqual([whole, `${whole}…`]);
  });

  test('shows one kind while the queue of the other is down, and is 503 while both are', async () => {
    const { number } = await api.giveUpOrder();
    const { number: upload } = await api.poisonUpload();
    const told = async () => {
      const answer = await api.list();
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
    expect((await api.list()).status).toBe(503);
  });

  test('a page full of orders is complete, and says so, while the queue of the uploads is down', async () => {
    await api.giveUpOrder();
    await api.giveUpOrder();
    api.fail('poisonUploads', new Unavailable('media'));

    expect((await api.list('?limit=1')).body).not.toHaveProperty('missing');
    expect((await api.list('?limit=2')).body).toMatchObject({ missing: ['process-upload'] });
  });

  test('beyond the orders is 503 while the uploads cannot be read: it would be taken for the end', async () => {
    await api.poisonUpload();
    await api.poisonUpload();
    const { headers } = await api.list('?limit=1');
    const next = /dead-letters(\?[^>]+)>/.exec(headers.get('link') ?? '')?.[1];
    api.fail('poisonUploads', new Unavailable('media'));

    expect((await api.list(next)).status).toBe(503);
  });

  test('says of an order or image that cannot be looked up now that it cannot', async () => {
    const { orderId, number } = await api.giveUpOrder();
    const { image, number: upload } = await api.poisonUpload();
    api.fail('orders', new Unavailable('cosmos'));
    api.fail('products', new Error('a document that is no product'));
    const [first, second] = itemsOf(await api.list());

    expect(first).toMatchObject({ sequenceNumber: number, body: { orderId } });
    expect(first).not.toHaveProperty('order');
    expect(first?.cause).toMatch(/order .*cannot be looked up now/);
    expect(second).toMatchObject({ sequenceNumber: upload, image });
    expect(second?.cause).toMatch(/image .*cannot be looked up now/);

    const event = 'dead_letter_not_looked_up';
    for (const fields of [
      { sequenceNumber: number, reason: 'Unavailable: cosmos is not available.', service: 'cosmos' },
      { sequenceNumber: upload, reason: 'Error: a document that is no product' },
    ]) {
      expect(api.log.entries).toContainEqual({ level: 'warn', event, fields });
    }
  });
});
