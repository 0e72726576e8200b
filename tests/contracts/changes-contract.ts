import { randomUUID } from 'node:crypto';
import type { Change, Changes, UnreadableChange } from '../../src/application/ports/changes.ts';
import { confirm, type Order } from '../../src/domain/order.ts';
import { eachBounded } from '../../src/each-bounded.ts';
import { toCustomerId } from '../support/ids.ts';
import { sampleOrder } from './sample-data.ts';

export type ChangesUnderTest = {
  changes: Changes<Order>;
  /** Writes the order, and returns the document as the change feed hands it over. */
  write(order: Order): Promise<unknown>;
  /** Writes a document of the container that has only this id. */
  damage(id: string): Promise<unknown>;
  now(): Date;
  passTime(seconds: number): void;
};

/**
 * What every implementation of `Changes` does. `make` runs once per test; storage may be shared.
 */
export const describeChanges = (name: string, make: () => ChangesUnderTest | Promise<ChangesUnderTest>): void => {
  describe(`Changes: ${name}`, () => {
    let made: ChangesUnderTest;

    beforeEach(async () => {
      made = await make();
    });

    const second = (offset = 0): string =>
      new Date((Math.floor(made.now().getTime() / 1000) + offset) * 1000).toISOString();

    const listed = async (from: string, to: string) => {
      const found: (Change<Order> | UnreadableChange)[] = [];
      for await (const change of made.changes.list(from, to)) found.push(change);
      return found;
    };

    const newOrder = () => sampleOrder(toCustomerId(randomUUID()));

    test('a document is read with its version and the second of its change', async () => {
      const order = newOrder();
      const from = second();
      const change = made.changes.read(await made.write(order));

      expect(change).toEqual({
        value: order,
        etag: expect.stringMatching(/^"[^"]+"$/),
        changedAt: expect.stringMatching(/:\d\d\.000Z$/),
      });
      if (!('value' in change)) throw new Error('The change was not read.');
      expect(change.changedAt >= from && change.changedAt <= second()).toBe(true);
      expect((await listed(from, second(1))).filter((one) => 'value' in one && one.value.id === order.id)).toEqual([
        change,
      ]);
    });

    test('a list has what changed at its start or later, and before its end', async () => {
      made.passTime(100);
      const order = newOrder();
      const change = made.changes.read(await made.write(order));
      const at = 'value' in change ? change.changedAt : '';
      const next = new Date(Date.parse(at) + 1000).toISOString();
      const before = new Date(Date.parse(at) - 1000).toISOString();

      expect(await listed(at, next)).toContainEqual(change);
      expect(await listed(before, at)).not.toContainEqual(change);
      expect(await listed(next, second(100))).toEqual([]);
    });

    test('a document that has changed again is in the list once, as it is now', async () => {
      made.passTime(100);
      const order = newOrder();
      const from = second();
      await made.write(order);
      made.passTime(10);
      const change = made.changes.read(await made.write(confirm(order, '2026-03-02T00:00:00.000Z')));

      expect(await listed(from, second(1))).toEqual([change]);
    });

    test('a document that cannot be read is in the list, with its id and a reason that holds no content', async () => {
      made.passTime(100);
      const from = second();
      const document = await made.damage(`damaged-${randomUUID()}`);

      expect(made.changes.read(document)).toEqual({
        id: expect.stringMatching(/^damaged-/),
        reason: expect.stringContaining('Fields are missing or invalid: '),
      });
      expect(await listed(from, second(1))).toEqual([made.changes.read(document)]);
    });

    test.each([undefined, null, 'text', 7, []])('%p is not a document', (document) => {
      expect(made.changes.read(document)).toMatchObject({ id: expect.any(String), reason: expect.any(String) });
    });

    test('a list comes completely, however much has changed', async () => {
      made.passTime(100);
      const from = second();
      const orders = Array.from({ length: 250 }, newOrder);
      await eachBounded(orders, 10, async (order) => {
        await made.write(order);
      });

      const found = (await listed(from, second(100))).map((change) => ('value' in change ? change.value.id : ''));
      expect(found.toSorted()).toEqual(orders.map(({ id }) => id).toSorted());
    });
  });
};
