import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { checkHealth } from './application/check-health.ts';
import { addImage } from './application/images/add-image.ts';
import { deleteImage } from './application/images/delete-image.ts';
import { getImage } from './application/images/get-image.ts';
import { getVariant } from './application/images/get-variant.ts';
import { processUpload } from './application/images/process-upload.ts';
import { removeBlobs } from './application/images/remove-blobs.ts';
import { cancelOrder } from './application/orders/cancel-order.ts';
import { getOrder } from './application/orders/get-order.ts';
import { listAllOrders } from './application/orders/list-all-orders.ts';
import { listOrders } from './application/orders/list-orders.ts';
import { placeOrder } from './application/orders/place-order.ts';
import { processOrder } from './application/orders/process-order.ts';
import { relayOrders } from './application/orders/relay-orders.ts';
import { retryOrder } from './application/orders/retry-order.ts';
import { shipOrder } from './application/orders/ship-order.ts';
import type { Clock } from './application/ports/clock.ts';
import type { Preparation } from './application/ports/dependency.ts';
import type { Log, Meter } from './application/ports/telemetry.ts';
import { deleteProduct } from './application/products/delete-product.ts';
import { getProduct } from './application/products/get-product.ts';
import { listProducts } from './application/products/list-products.ts';
import { putProduct } from './application/products/put-product.ts';
import { getReport } from './application/reports/get-report.ts';
import { adjustStock } from './application/stock/adjust-stock.ts';
import { getStock } from './application/stock/get-stock.ts';
import { setStock } from './application/stock/set-stock.ts';
import type { Config } from './config.ts';
import { lazy } from './lazy.ts';

const clock: Clock = () => new Date();

const containers = ['orders', 'products', 'stock'];

/**
 * Begins to ask for what the first call needs only later, so that one round trip does not wait for another. What fails is left to
 * the call that needs it, which asks again and tells.
 */
const ahead = (...preparations: readonly (() => Promise<void>)[]): void => {
  for (const prepare of preparations) void prepare().catch(() => {});
};

/** Clients and adapters: each module is loaded and each client made with its first use, once per process. */
const adapters = (config: Config, meter: Meter) => {
  const database = lazy(async () => {
    const { cosmosClient } = await import('./adapters/cosmos/cosmos-client.ts');
    return (await cosmosClient(config.cosmos, meter)).database(config.cosmos.database);
  });
  const serviceBus = lazy(async () => {
    const { serviceBusClient } = await import('./adapters/service-bus/service-bus-client.ts');
    return serviceBusClient(config.serviceBus);
  });
  const sender = lazy(async () => (await serviceBus()).createSender('process-order'));

  const blobs = lazy(async () => {
    const { blobClient } = await import('./adapters/blob/blob-client.ts');
    return blobClient(config.media);
  });

  const tokens = lazy(async () => {
    const { jwtTokens } = await import('./adapters/auth/jwt-tokens.ts');
    return jwtTokens(config.auth);
  });

  return {
    orders: lazy(async () => {
      const { cosmosOrders } = await import('./adapters/cosmos/cosmos-orders.ts');
      return cosmosOrders((await database()).container('orders'));
    }),
    products: lazy(async () => {
      const { cosmosProducts } = await import('./adapters/cosmos/cosmos-products.ts');
      return cosmosProducts((await database()).container('products'));
    }),
    stock: lazy(async () => {
      const { cosmosStock } = await import('./adapters/cosmos/cosmos-stock.ts');
      return cosmosStock((await database()).container('stock'));
    }),
    orderQueue: lazy(async () => {
      const { serviceBusOrderQueue } = await import('./adapters/service-bus/service-bus-order-queue.ts');
      return serviceBusOrderQueue(await sender());
    }),
    images: lazy(async () => {
      const { blobImages } = await import('./adapters/blob/blob-images.ts');
      return blobImages(await blobs());
    }),
    deadLetters: lazy(async () => {
      const { serviceBusDeadLetters } = await import('./adapters/service-bus/service-bus-dead-letters.ts');
      return serviceBusDeadLetters(await serviceBus(), 'process-order');
    }),
    poisonUploads: lazy(async () => {
      const { storageQueuePoisonUploads } = await import('./adapters/storage-queue/storage-queue-poison-uploads.ts');
      const { storageQueueClient } = await import('./adapters/storage-queue/storage-queue-client.ts');
      return storageQueuePoisonUploads(await storageQueueClient(config.media));
    }),
    reports: lazy(async () => {
      const { blobReports } = await import('./adapters/blob/blob-reports.ts');
      return blobReports(await blobs());
    }),
    bookmarks: lazy(async () => {
      const { blobBookmarks } = await import('./adapters/blob/blob-bookmarks.ts');
      return blobBookmarks(await blobs());
    }),
    renderCsv: lazy(async () => (await import('./adapters/csv/render-csv.ts')).renderCsv),
    renderImage: lazy(async () => (await import('./adapters/sharp/render-image.ts')).renderImage),
    tokens,
    dependencies: lazy(async () => {
      const { cosmosHealth } = await import('./adapters/cosmos/cosmos-health.ts');
      const { serviceBusHealth } = await import('./adapters/service-bus/service-bus-health.ts');
      return [cosmosHealth(await database()), serviceBusHealth(await serviceBus(), 'process-order')];
    }),
    prepareContainers: async (ids: readonly string[]) =>
      (await import('./adapters/cosmos/prepare-containers.ts')).prepareContainers(await database(), ids),
    openSender: async () => (await import('./adapters/service-bus/open-sender.ts')).openSender(await sender()),
    fetchKeys: async () => (await tokens()).prepare(),
    prepareSharp: async () => (await import('./adapters/sharp/render-tiny-image.ts')).renderTinyImage(),
  };
};

/**
 * The only place where adapters meet use cases. Every use case is made with its first use and pays only for what it needs; those of the night and
 * of operators are loaded then, too.
 */
export const compose = (config: Config, { log, meter }: { log: Log; meter: Meter }) => {
  const made = adapters(config, meter);
  const {
    orders,
    products,
    stock,
    orderQueue,
    images,
    renderImage,
    reports,
    renderCsv,
    tokens,
    dependencies,
    bookmarks,
  } = made;
  const { lowStock, backOff } = config;

  const change = async () => ({
    clock,
    log,
    orders: await orders(),
    orderQueue: await orderQueue(),
  });
  const shelf = async () => ({ clock, log, lowStock, products: await products(), stock: await stock() });
  const deadLetters = async () => ({
    deadLetters: await made.deadLetters(),
    poisonUploads: await made.poisonUploads(),
  });
  const replay = async () => ({
    ...(await change()),
    ...(await deadLetters()),
    products: await products(),
    images: await images(),
    randomId: randomUUID,
  });
  const gallery = async () => ({ clock, log, products: await products(), images: await images() });
  const studio = async () => ({ ...(await gallery()), renderImage: await renderImage() });

  return {
    tokens,
    preparations: [
      { name: 'cosmos', prepare: () => made.prepareContainers(containers) },
      { name: 'service-bus', prepare: made.openSender },
      { name: 'identity', prepare: made.fetchKeys },
      { name: 'sharp', prepare: made.prepareSharp },
    ] satisfies Preparation[],
    placeOrder: lazy(async () => {
      ahead(made.fetchKeys, made.openSender, () => made.prepareContainers(['orders']));
      return placeOrder({ ...(await change()), products: await products(), entropy: randomBytes });
    }),
    getOrder: lazy(async () => getOrder({ orders: await orders() })),
    listOrders: lazy(async () => listOrders({ orders: await orders() })),
    listAllOrders: lazy(async () => listAllOrders({ orders: await orders() })),
    cancelOrder: lazy(async () => cancelOrder(await change())),
    shipOrder: lazy(async () => shipOrder(await change())),
    retryOrder: lazy(async () => retryOrder({ ...(await change()), randomId: randomUUID })),
    listDeadLetters: lazy(async () => {
      const { listDeadLetters } = await import('./application/dead-letters/list-dead-letters.ts');
      return listDeadLetters({
        ...(await deadLetters()),
        clock,
        log,
        orders: await orders(),
        products: await products(),
      });
    }),
    replayDeadLetter: lazy(async () => {
      const { replayDeadLetter } = await import('./application/dead-letters/replay-dead-letter.ts');
      return replayDeadLetter(await replay());
    }),
    replayDeadLetters: lazy(async () => {
      const { replayDeadLetters } = await import('./application/dead-letters/replay-dead-letters.ts');
      return replayDeadLetters(await replay());
    }),
    discardDeadLetter: lazy(async () => {
      const { discardDeadLetter } = await import('./application/dead-letters/discard-dead-letter.ts');
      return discardDeadLetter({ ...(await deadLetters()), log });
    }),
    processOrder: lazy(async () =>
      processOrder({ ...(await change()), ...(await shelf()), backOff, random: Math.random }),
    ),
    relayOrders: lazy(async () => relayOrders(await change())),
    reconcileStock: lazy(async () => {
      const { reconcileStock } = await import('./application/stock/reconcile-stock.ts');
      return reconcileStock({ ...(await change()), ...(await shelf()), pause });
    }),
    reportSales: lazy(async () => {
      const { reportSales } = await import('./application/reports/report-sales.ts');
      return reportSales({
        clock,
        log,
        orders: await orders(),
        reports: await reports(),
        renderCsv: await renderCsv(),
      });
    }),
    getReport: lazy(async () => getReport({ reports: await reports() })),
    listProducts: lazy(async () => listProducts({ products: await products() })),
    getProduct: lazy(async () => getProduct({ products: await products() })),
    putProduct: lazy(async () => putProduct(await shelf())),
    deleteProduct: lazy(async () =>
      deleteProduct({ products: await products(), removeBlobs: removeBlobs({ images: await images(), log }) }),
    ),
    addImage: lazy(async () => addImage({ ...(await gallery()), entropy: randomBytes })),
    getImage: lazy(async () => getImage({ products: await products() })),
    deleteImage: lazy(async () => deleteImage(await gallery())),
    processUpload: lazy(async () => processUpload(await studio())),
    cleanUpImages: lazy(async () => {
      const { cleanUpImages } = await import('./application/images/clean-up-images.ts');
      return cleanUpImages({ ...(await studio()), bookmarks: await bookmarks() });
    }),
    getVariant: lazy(async () => getVariant({ images: await images() })),
    getStock: lazy(async () => getStock(await shelf())),
    setStock: lazy(async () => setStock(await shelf())),
    adjustStock: lazy(async () => adjustStock(await shelf())),
    checkHealth: lazy(async () => checkHealth({ clock, dependencies: await dependencies() })),
  };
};

export type Hearth = ReturnType<typeof compose>;
