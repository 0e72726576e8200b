import fc from 'fast-check';
import { toProductId } from '../support/ids.ts';
import { inMemoryBookmarks } from '../support/in-memory/in-memory-bookmarks.ts';
import { inMemoryDeadLetters } from '../support/in-memory/in-memory-dead-letters.ts';
import { inMemoryImages } from '../support/in-memory/in-memory-images.ts';
import { inMemoryJobRuns } from '../support/in-memory/in-memory-job-runs.ts';
import { inMemoryOrderQueue } from '../support/in-memory/in-memory-order-queue.ts';
import { inMemoryOrders } from '../support/in-memory/in-memory-orders.ts';
import { inMemoryPoisonUploads } from '../support/in-memory/in-memory-poison-uploads.ts';
import { inMemoryProducts } from '../support/in-memory/in-memory-products.ts';
import { inMemoryReports } from '../support/in-memory/in-memory-reports.ts';
import { inMemoryStock } from '../support/in-memory/in-memory-stock.ts';
import { settableClock } from '../support/in-memory/settable-clock.ts';
import { describeBookmarks } from './bookmarks-contract.ts';
import { type DeadLettersUnderTest, describeDeadLetters } from './dead-letters-contract.ts';
import { describeImages, type ImagesUnderTest } from './images-contract.ts';
import { describeJobRuns } from './job-runs-contract.ts';
import { describeOrderQueue, type OrderQueueUnderTest, sampleMessage } from './order-queue-contract.ts';
import { describeOrders } from './orders-contract.ts';
import { describePoisonUploads, type PoisonUploadsUnderTest } from './poison-uploads-contract.ts';
import { describeProducts } from './products-contract.ts';
import { describeReports } from './reports-contract.ts';
import { describeStock } from './stock-contract.ts';
import { describeStockLevels } from './stock-level-contract.ts';
import { commandSequences, run } from './stock-sequences.ts';
import { expectBalanced, type StockUnderTest } from './stock-under-test.ts';

const stockInMemory = (): StockUnderTest => {
  const clock = settableClock();
  const stock = inMemoryStock({ clock });
  return {
    stock,
    reservations: async (productId) =>
      stock.reservations(toProductId(productId)).map(({ orderId, quantity, state }) => ({ orderId, quantity, state })),
    passTime: (seconds) => clock.advance(seconds * 1000),
  };
};

const queueInMemory = (): OrderQueueUnderTest => {
  const clock = settableClock();
  const queue = inMemoryOrderQueue({ clock });
  return {
    queue,
    receive: async (count) =>
      Array.from({ length: count }, () => queue.take()).filter((message) => message !== undefined),
    now: clock,
    passTime: async (milliseconds) => clock.advance(milliseconds),
  };
};

const imagesInMemory = (): ImagesUnderTest => {
  const clock = settableClock();
  const images = inMemoryImages({ clock });
  return {
    images,
    put: async (url, bytes) => images.put(url, bytes),
    place: async (container, name, bytes) => images.place(`${container}/${name}`, bytes),
    original: async (key) => images.original(key),
    count: async ({ productId, imageId }) =>
      images.names().filter((name) => `${name}/`.includes(`/${productId}/${imageId}/`)).length,
    now: clock,
  };
};

const deadLettersInMemory = (): DeadLettersUnderTest => {
  const deadLetters = inMemoryDeadLetters();
  return {
    deadLetters,
    bury: async (bodies) => {
      for (const body of bodies) deadLetters.bury({ body });
    },
    holdAll: async () => {
      const all = await deadLetters.list({ limit: 1000 });
      const letGo = all.map(({ sequenceNumber }) => deadLetters.hold(sequenceNumber));
      return async () => {
        for (const one of letGo) one();
      };
    },
    none: '4611686018427387904',
  };
};

const poisonUploadsInMemory = (): PoisonUploadsUnderTest => {
  const poisonUploads = inMemoryPoisonUploads();
  return {
    poisonUploads,
    bury: async (images) => {
      for (const image of images) poisonUploads.bury(image === undefined ? { body: 'no upload' } : { image });
    },
    holdAll: async () => {
      const letGo = (await poisonUploads.list()).map(({ id }) => poisonUploads.hold(id));
      return async () => {
        for (const one of letGo) one();
      };
    },
  };
};

describeDeadLetters('in memory', deadLettersInMemory);
describePoisonUploads('in memory', poisonUploadsInMemory);
describeImages('in memory', imagesInMemory);
describeOrderQueue('in memory', queueInMemory);
describeOrders('in memory', inMemoryOrders);
describeProducts('in memory', inMemoryProducts);
describeReports('in memory', inMemoryReports);
describeBookmarks('in memory', inMemoryBookmarks);
describeJobRuns('in memory', inMemoryJobRuns);
describeStockLevels('in memory', stockInMemory);
describeStock('in memory', stockInMemory);

describe('OrderQueue: in memory: on demand', () => {
  const message = sampleMessage();

  test('a failing call takes nothing, or only its answer is lost', async () => {
    const queue = inMemoryOrderQueue();
    queue.failNext(1);
    await expect(queue.send([message])).rejects.toMatchObject({ name: 'Unavailable' });
    expect(queue.waiting()).toEqual([]);
    queue.failNext(1, { taken: 'all' });
    await expect(queue.schedule(message, new Date(0))).rejects.toMatchObject({ name: 'Unavailable' });
    expect(queue.accepted()).toEqual([{ message, at: new Date(0) }]);
    await queue.send([sampleMessage()]);
    expect(queue.waiting()).toHaveLength(2);
  });
});

test('Stock: in memory: any sequence of commands keeps the books balanced', async () => {
  await fc.assert(
    fc.asyncProperty(commandSequences, async (commands) => {
      const made = stockInMemory();
      for (const command of commands) {
        await run(made.stock, toProductId('mug'), command);
        await expectBalanced(made, toProductId('mug'));
      }
    }),
  );
});
