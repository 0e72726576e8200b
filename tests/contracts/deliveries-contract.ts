import { randomBytes } from 'node:crypto';
import type { Deliveries } from '../../src/application/ports/deliveries.ts';
import type { MomentWindow } from '../../src/application/ports/moment-window.ts';
import {
  type Delivery,
  deliver,
  deliverySortKey,
  giveUp,
  newDelivery,
  type PendingDelivery,
  recordFailure,
} from '../../src/domain/delivery.ts';
import type { EndpointId } from '../../src/domain/endpoint-id.ts';
import { orderEventId } from '../../src/domain/event-id.ts';
import { newEndpointId } from '../../src/domain/webhook-endpoint.ts';
import { toCustomerId } from '../support/ids.ts';
import { effective } from './orders-contract.ts';
import { sampleOrder } from './sample-data.ts';

const attempt = { at: '2026-03-01T12:00:00.000Z', ms: 20, status: 500, answer: 'oops – ü' };

/** Of an event that no other test uses. */
export const sampleDelivery = (
  endpointId: EndpointId,
  now = '2026-03-01T12:00:00.000Z',
  changes: Partial<PendingDelivery> = {},
): PendingDelivery => {
  const order = sampleOrder(toCustomerId('alice'));
  const event = { id: orderEventId(order.id, 'placed'), type: 'order.placed' as const, subject: order.id };
  return { ...newDelivery(endpointId, event, now), ...changes };
};

/** What every implementation does. `make` runs once per test; storage may be shared. */
export const describeDeliveries = (name: string, make: () => Deliveries | Promise<Deliveries>): void => {
  describe(`Deliveries: ${name}`, () => {
    let deliveries: Deliveries;
    let endpointId: EndpointId;

    beforeEach(async () => {
      deliveries = await make();
      endpointId = newEndpointId(randomBytes(16));
    });

    const store = async <T extends Delivery>(delivery: T): Promise<T> => {
      await deliveries.create(delivery);
      return delivery;
    };

    const due = async (endpointIds: readonly EndpointId[], windows: readonly MomentWindow[]) => {
      const found = [];
      for await (const one of deliveries.listDue(endpointIds, windows)) found.push(one);
      return found;
    };

    test.each<[string, (delivery: PendingDelivery) => Delivery]>([
      ['pending', (delivery) => recordFailure(delivery, attempt, 5_000)],
      ['delivered', (delivery) => deliver(delivery, attempt)],
      ['failed', (delivery) => giveUp(delivery, '2026-03-01T12:00:00.000Z')],
    ])('one that is %s is given back exactly as it was created', async (_, change) => {
      const delivery = change(sampleDelivery(endpointId));
      expect(await deliveries.create(delivery)).toBe('created');

      const read = { value: delivery, etag: expect.stringMatching(/^"[^"]+"$/) };
      expect(await deliveries.get(delivery)).toStrictEqual(read);
      expect(await deliveries.getLatest(delivery)).toStrictEqual(read);
    });

    test('an unknown one is undefined', async () => {
      const delivery = sampleDelivery(endpointId);
      expect(await deliveries.get(delivery)).toBeUndefined();
      expect(await deliveries.getLatest(delivery)).toBeUndefined();
    });

    test('one that is there stays as it is', async () => {
      const delivery = await store(sampleDelivery(endpointId));

      expect(await deliveries.create(giveUp(delivery, delivery.createdAt))).toBe('exists');
      expect((await deliveries.get(delivery))?.value).toEqual(delivery);
    });

    test('the same event for another endpoint is another delivery', async () => {
      const delivery = await store(sampleDelivery(endpointId));
      const other = { ...delivery, endpointId: newEndpointId(randomBytes(16)) };

      expect(await deliveries.create(other)).toBe('created');
      expect((await deliveries.get(other))?.value).toEqual(other);
    });

    test('only the current version is replaced', async () => {
      const delivery = await store(sampleDelivery(endpointId));
      const found = await deliveries.get(delivery);
      if (!found) throw new Error('There is no delivery.');
      const delivered = deliver(delivery, attempt);
      const next = effective(await deliveries.replace(delivered, found.etag));
      expect(await deliveries.get(delivery)).toStrictEqual({ value: delivered, etag: next.etag });

      expect(await deliveries.replace(delivery, found.etag)).toBe('stale');
      expect(await deliveries.replace(sampleDelivery(endpointId), next.etag)).toBe('stale');
      expect(await deliveries.get(delivery)).toEqual(next);
    });

    test('those of an endpoint are listed newest first, page by page', async () => {
      const second = await store(sampleDelivery(endpointId, '2026-03-01T12:00:02.000Z'));
      const first = await store(sampleDelivery(endpointId, '2026-03-01T12:00:01.000Z'));
      const third = await store(sampleDelivery(endpointId, '2026-03-01T12:00:03.000Z'));
      await store(sampleDelivery(newEndpointId(randomBytes(16))));

      expect(await deliveries.list({ endpointId, limit: 2 })).toStrictEqual([third, second]);
      expect(await deliveries.list({ endpointId, limit: 2, before: deliverySortKey(second) })).toStrictEqual([first]);
    });

    test('those of a status are listed newest first, page by page', async () => {
      const at = ['2026-03-01T12:00:01.000Z', '2026-03-01T12:00:02.000Z', '2026-03-01T12:00:03.000Z'];
      const [a, b, c] = await Promise.all(at.map((now) => store(giveUp(sampleDelivery(endpointId, now), now))));
      await store(sampleDelivery(endpointId, '2026-03-01T12:00:04.000Z'));
      const query = { endpointId, status: 'failed' as const, limit: 2 };

      expect(await deliveries.list(query)).toStrictEqual([c, b]);
      expect(await deliveries.list({ ...query, before: b && deliverySortKey(b) })).toStrictEqual([a]);
      expect(await deliveries.list({ ...query, status: 'delivered' })).toEqual([]);
    });

    test('due are the pending ones of these endpoints whose next attempt is in a window', async () => {
      const [before, from, until, after] = await Promise.all(
        ['10:00', '10:01', '10:02', '10:03'].map((time) =>
          store(sampleDelivery(endpointId, `2026-03-01T${time}:00.000Z`)),
        ),
      );
      const delivered = await store(deliver(sampleDelivery(endpointId, '2026-03-01T10:01:30.000Z'), attempt));
      const other = await store(sampleDelivery(newEndpointId(randomBytes(16)), '2026-03-01T10:01:30.000Z'));
      const window = { after: '2026-03-01T10:00:00.000Z', until: '2026-03-01T10:02:00.000Z' };
      const keysOf = (found: readonly { eventId: string }[]) => found.map(({ eventId }) => eventId).toSorted();

      expect(before?.endpointId).toBe(delivered.endpointId);
      expect(after?.endpointId).toBe(endpointId);
      const found = await due([endpointId], [window]);
      expect(keysOf(found)).toEqual(keysOf([from, until].flatMap((delivery) => delivery ?? [])));
      expect(found).toContainEqual({ endpointId, eventId: from?.eventId, nextAt: '2026-03-01T10:01:00.000Z' });
      expect(keysOf(await due([endpointId, other.endpointId], [window]))).toHaveLength(3);
    });

    test('windows may have gaps, and none brings nothing', async () => {
      for (const time of ['10:01', '10:02', '10:03']) {
        await store(sampleDelivery(endpointId, `2026-03-01T${time}:00.000Z`));
      }
      const windows = [
        { after: '2026-03-01T10:02:30.000Z', until: '2026-03-01T10:03:00.000Z' },
        { after: '2026-03-01T10:00:00.000Z', until: '2026-03-01T10:01:00.000Z' },
      ];

      expect((await due([endpointId], windows)).map(({ nextAt }) => nextAt).toSorted()).toEqual([
        '2026-03-01T10:01:00.000Z',
        '2026-03-01T10:03:00.000Z',
      ]);
      expect(await due([endpointId], [])).toEqual([]);
      expect(await due([], windows)).toEqual([]);
    });

    test('more that are due than fit on one page, each once', async () => {
      const many = Array.from({ length: 450 }, () => sampleDelivery(endpointId, '2026-03-01T10:01:00.000Z'));
      for (let i = 0; i < many.length; i += 50) await Promise.all(many.slice(i, i + 50).map(store));

      const found = await due([endpointId], [{ after: '2026-03-01T10:00:00.000Z', until: '2026-03-01T10:02:00.000Z' }]);
      expect(found.map(({ eventId }) => eventId).toSorted()).toEqual(many.map(({ eventId }) => eventId).toSorted());
    });
  });
};
