import { sampleOrder } from '../../contracts/sample-data.ts';
import { openEventDesk } from '../../support/event-desk.ts';
import { toCustomerId } from '../../support/ids.ts';
import { replacing } from '../../support/replacing.ts';

/** Twenty orders that changed just now, and the most subjects that were written at once. */
const openBusyDesk = () => {
  let [atOnce, most] = [0, 0];
  const desk = openEventDesk({
    wrap: replacing('events', (real) => ({
      create: async (created, dueSince) => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await new Promise((resolve) => setImmediate(resolve));
        atOnce -= 1;
        return real.create(created, dueSince);
      },
    })),
  });
  const placedAt = desk.clock().toISOString();
  const batch = Array.from({ length: 20 }, (_, n) =>
    desk.changeOrder(sampleOrder(toCustomerId(`c-${n}`), { placedAt })),
  );
  return { ...desk, batch, most: () => most };
};

test('the events of eight orders are written at once', async () => {
  const desk = openBusyDesk();
  await desk.recordOrders(desk.batch);

  expect(desk.most()).toBe(8);
});

test('a batch that was held up for over a minute takes less, so that orders come first', async () => {
  const desk = openBusyDesk();
  desk.clock.advance(60_001);
  await desk.recordOrders(desk.batch);

  expect(desk.most()).toBe(2);
});

test('one old change is enough: it stands for an outage', async () => {
  const desk = openBusyDesk();
  desk.clock.advance(60_001);
  const fresh = desk.changeOrder(sampleOrder(toCustomerId('fresh'), { placedAt: desk.clock().toISOString() }));
  await desk.recordOrders([fresh, ...desk.batch]);

  expect(desk.most()).toBe(2);
});

test('the nightly check takes less, too', async () => {
  const desk = openBusyDesk();
  desk.clock.advance(60 * 60_000);
  expect(await desk.reconcile()).toMatchObject({ created: 20 });

  expect(desk.most()).toBe(2);
});
