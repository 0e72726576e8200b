import { reconcileStock } from '../../../src/application/stock/reconcile-stock.ts';
import { confirm } from '../../../src/domain/order.ts';
import { sampleOrder } from '../../contracts/sample-data.ts';
import {
  corruptAll,
  corruptions,
  expectedFindings,
  expectedRepairs,
  fixAll,
  plantVictims,
} from '../../support/corruptions.ts';
import { cosmosBooks } from '../../support/cosmos-books.ts';
import { toCustomerId } from '../../support/ids.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';
import { type CosmosForTests, startCosmosForTests } from './cosmos-for-tests.ts';

let cosmos: CosmosForTests;

beforeEach(async () => {
  cosmos = await startCosmosForTests();
});

afterEach(() => cosmos.close());

/** Runs the reconciliation as another process: it has not seen what others wrote. */
const reconcileElsewhere = async (pause: (milliseconds: number) => Promise<void> = async () => {}) => {
  const { orders, products, stock } = cosmosBooks(await cosmos.connect());
  const log = recordingLog();
  return reconcileStock({ orders, products, stock, log, clock: () => new Date(), lowStock: 5, pause })();
};

test('books in Cosmos DB with every kind of corruption are repaired and reported as those in memory', async () => {
  const books = cosmosBooks(await cosmos.connect());
  const victims = await plantVictims(books);
  await corruptAll(books, victims);
  const named = ({ findings }: Awaited<ReturnType<typeof reconcileElsewhere>>) =>
    findings.map(({ code, productId }) => `${code} ${productId}`).toSorted();

  const first = await reconcileElsewhere();
  expect(named(first)).toEqual(expectedFindings);
  expect(first).toMatchObject({ repaired: expectedRepairs, busy: 0, skipped: 0, broken: [] });

  const second = await reconcileElsewhere();
  expect(named(second)).toEqual(expectedFindings);
  expect(second.repaired).toEqual({ reservations: 0, availability: 0 });

  await fixAll(books, victims);
  expect((await reconcileElsewhere()).findings).toEqual([]);
  expect(await reconcileElsewhere()).toMatchObject({
    repaired: { reservations: 0, availability: 0 },
    found: 0,
    checked: { levels: corruptions.length, products: corruptions.length },
  });
});

test('an order that lagging replicas do not show yet is reported only by one who does not wait for them', async () => {
  const { orders, stock } = cosmosBooks(await cosmos.connect());
  const order = confirm(sampleOrder(toCustomerId('alice')), '2026-03-01T12:00:00.000Z');
  for (const { productId, quantity } of order.items) {
    await stock.createLevel(productId, { received: 9, shipped: 0, available: 9, held: 0 });
    await stock.reserve(productId, order.id, quantity);
  }
  cosmos.faults.set({ staleReads: { lagMs: 60_000 } });
  cosmos.passTime(61);
  await orders.create(order);

  expect((await reconcileElsewhere()).findings).toMatchObject([{ code: 'order_missing' }, { code: 'order_missing' }]);

  const outcome = await reconcileElsewhere(async () => cosmos.passTime(61));
  expect(outcome).toMatchObject({ found: 0, skipped: 0, checked: { reservations: 2, levels: 2 } });
});
