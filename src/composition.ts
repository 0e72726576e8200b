import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Capabilities } from './application/capabilities.ts';
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
import type { DeadLetterMessage } from './application/ports/dead-letters.ts';
import type { Preparation } from './application/ports/dependency.ts';
import { noTelemetry } from './application/ports/no-telemetry.ts';
import type { Meter, Telemetry } from './application/ports/telemetry.ts';
import { deleteProduct } from './application/products/delete-product.ts';
import { getProduct } from './application/products/get-product.ts';
import { listProducts } from './application/products/list-products.ts';
import { putProduct } from './application/products/put-product.ts';
import { getReport } from './application/reports/get-report.ts';
import { adjustStock } from './application/stock/adjust-stock.ts';
import { getStock } from './application/stock/get-stock.ts';
import { setStock } from './application/stock/set-stock.ts';
import { composeAudit } from './compose-audit.ts';
import { composeEvents } from './compose-events.ts';
import { composeWebhooks } from './compose-webhooks.ts';
import type { Config } from './config.ts';
import { lazy } from './lazy.ts';
import { loadedUseCase, useCase } from './use-case.ts';

const clock: Clock = () => new Date();

const containers = ['orders', 'products', 'stock'];

/** Overlaps round trips. A failure is left to the call that needs it, which tries again. */
const startInBackground = (...preparations: readonly (() => Promise<void>)[]): void => {
  for (const prepare of preparations) void prepare().catch(() => {});
};

/** Use cases for nightly jobs and operators. Their code is loaded on the first call. */
const load = {
  listDeadLetters: async () => (await import('./application/dead-letters/list-dead-letters.ts')).listDeadLetters,
  replayDeadLetter: async () => (await import('./application/dead-letters/replay-dead-letter.ts')).replayDeadLetter,
  replayDeadLetters: async () => (await import('./application/dead-letters/replay-dead-letters.ts')).replayDeadLetters,
  discardDeadLetter: async () => (await import('./application/dead-letters/discard-dead-letter.ts')).discardDeadLetter,
  cleanUpImages: async () => (await import('./application/images/clean-up-images.ts')).cleanUpImages,
  reconcileStock: async () => (await import('./application/stock/reconcile-stock.ts')).reconcileStock,
  recordJobRun: async () => (await import('./application/jobs/record-job-run.ts')).recordJobRun,
  listJobs: async () => (await import('./application/jobs/list-jobs.ts')).listJobs,
  reportSales: async () => (await import('./application/reports/report-sales.ts')).reportSales,
};

/** What is known of the running invocation, and who hears of what it does. */
type Surroundings = Pick<Capabilities, 'log' | 'findRequestId' | 'findOrigin' | 'findCaller'> & {
  meter: Meter;
  telemetry?: Telemetry | undefined;
};

/** Clients and adapters. Each is loaded and created on its first use, once per process. */
const createAdapters = (
  config: Config,
  { meter, telemetry, findOrigin }: Pick<Surroundings, 'meter' | 'findOrigin'> & { telemetry: Telemetry },
) => {
  const database = lazy(async () => {
    const { cosmosClient } = await import('./adapters/cosmos/cosmos-client.ts');
    return (await cosmosClient(config.cosmos, { meter, telemetry })).database(config.cosmos.database);
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
    database,
    serviceBus,
    orders: lazy(async () => {
      const { cosmosOrders } = await import('./adapters/cosmos/cosmos-orders.ts');
      return cosmosOrders((await database()).container('orders'), findOrigin);
    }),
    products: lazy(async () => {
      const { cosmosProducts } = await import('./adapters/cosmos/cosmos-products.ts');
      return cosmosProducts((await database()).container('products'));
    }),
    stock: lazy(async () => {
      const { cosmosStock } = await import('./adapters/cosmos/cosmos-stock.ts');
      return cosmosStock((await database()).container('stock'));
    }),
    events: lazy(async () => {
      const { cosmosEvents } = await import('./adapters/cosmos/cosmos-events.ts');
      return cosmosEvents((await database()).container('events'));
    }),
    webhookEndpoints: lazy(async () => {
      const { cosmosWebhookEndpoints } = await import('./adapters/cosmos/cosmos-webhook-endpoints.ts');
      return cosmosWebhookEndpoints((await database()).container('webhook-endpoints'));
    }),
    deliveries: lazy(async () => {
      const { cosmosDeliveries } = await import('./adapters/cosmos/cosmos-deliveries.ts');
      return cosmosDeliveries((await database()).container('deliveries'));
    }),
    orderQueue: lazy(async () => {
      const { serviceBusOrderQueue } = await import('./adapters/service-bus/service-bus-order-queue.ts');
      return serviceBusOrderQueue(await sender(), { telemetry, findOrigin });
    }),
    images: lazy(async () => {
      const { blobImages } = await import('./adapters/blob/blob-images.ts');
      const images = blobImages(await blobs());
      if (telemetry === noTelemetry) return images;
      return (await import('./adapters/blob/traced-images.ts')).tracedImages(images, telemetry);
    }),
    deadLetters: lazy(async () => {
      const { serviceBusDeadLetters } = await import('./adapters/service-bus/service-bus-dead-letters.ts');
      return serviceBusDeadLetters(await serviceBus(), 'process-order');
    }),
    deadLetterMessage: lazy(async () => {
      const { deadLetterMessage } = await import('./adapters/service-bus/dead-letter-message.ts');
      return deadLetterMessage(await serviceBus(), 'process-order');
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
    jobRuns: lazy(async () => {
      const { blobJobRuns } = await import('./adapters/blob/blob-job-runs.ts');
      return blobJobRuns(await blobs());
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

/** The only place where adapters meet use cases. Each waits only for the adapters that it gets. */
export const compose = (config: Config, { meter, telemetry = noTelemetry, ...surroundings }: Surroundings) => {
  const { log, findOrigin } = surroundings;
  const adapters = createAdapters(config, { meter, telemetry, findOrigin });
  const { orders, products, stock, orderQueue, images, reports, bookmarks, deadLetters, poisonUploads } = adapters;
  const { lowStock, backOff } = config;
  const basics = {
    ...surroundings,
    clock,
    telemetry,
    lowStock,
    backOff,
    pause,
    random: Math.random,
    randomId: randomUUID,
    entropy: randomBytes,
  } satisfies Partial<Capabilities>;

  const orderReads = async () => ({ orders: await orders() });
  const orderWrites = async () => ({ ...basics, ...(await orderReads()), orderQueue: await orderQueue() });
  const productReads = async () => ({ products: await products() });
  const productsAndStock = async () => ({ ...basics, ...(await productReads()), stock: await stock() });
  const ordersAndStock = async () => ({ ...(await orderWrites()), ...(await productsAndStock()) });
  const variantReads = async () => ({ images: await images() });
  const productsAndImages = async () => ({ ...basics, ...(await productReads()), ...(await variantReads()) });
  const imageRendering = async () => ({ ...(await productsAndImages()), renderImage: await adapters.renderImage() });
  const imageCleanUp = async () => ({ ...(await imageRendering()), bookmarks: await bookmarks() });
  const reportReads = async () => ({ reports: await reports() });
  const jobRuns = async () => ({ ...basics, jobRuns: await adapters.jobRuns() });
  const salesReporting = async () => ({
    ...basics,
    ...(await orderReads()),
    ...(await reportReads()),
    renderCsv: await adapters.renderCsv(),
  });
  const deadLetterQueues = async () => ({
    ...basics,
    deadLetters: await deadLetters(),
    poisonUploads: await poisonUploads(),
  });
  const deadLetterList = async () => ({
    ...(await deadLetterQueues()),
    ...(await orderReads()),
    ...(await productReads()),
  });
  const deadLetterReplay = async () => ({
    ...(await deadLetterQueues()),
    ...(await orderWrites()),
    ...(await productsAndImages()),
  });
  const orderPlacement = async () => {
    startInBackground(adapters.fetchKeys, adapters.openSender, () => adapters.prepareContainers(['orders']));
    return { ...(await orderWrites()), ...(await productReads()) };
  };
  const productRemoval = async () => ({
    ...basics,
    ...(await productReads()),
    removeBlobs: removeBlobs({ images: await images(), log }),
  });
  const healthChecks = async () => ({ clock, dependencies: await adapters.dependencies() });

  const { audited, listAudit } = composeAudit(adapters, basics, config.auditRetentionDays);

  const useCases = {
    placeOrder: useCase(placeOrder, orderPlacement),
    getOrder: useCase(getOrder, orderReads),
    listOrders: useCase(listOrders, orderReads),
    listAllOrders: useCase(listAllOrders, orderReads),
    cancelOrder: audited((plans) => plans.cancelOrder, useCase(cancelOrder, orderWrites)),
    shipOrder: audited((plans) => plans.shipOrder, useCase(shipOrder, orderWrites)),
    retryOrder: audited((plans) => plans.retryOrder, useCase(retryOrder, orderWrites)),
    processOrder: useCase(processOrder, ordersAndStock),
    relayOrders: useCase(relayOrders, orderWrites),
    listDeadLetters: loadedUseCase(load.listDeadLetters, deadLetterList),
    replayDeadLetter: audited(
      (plans) => plans.replayDeadLetter,
      loadedUseCase(load.replayDeadLetter, deadLetterReplay),
    ),
    replayDeadLetters: audited(
      (plans) => plans.replayDeadLetters,
      loadedUseCase(load.replayDeadLetters, deadLetterReplay),
    ),
    discardDeadLetter: audited(
      (plans) => plans.discardDeadLetter,
      loadedUseCase(load.discardDeadLetter, deadLetterQueues),
    ),
    recordJobRun: loadedUseCase(load.recordJobRun, jobRuns),
    listJobs: loadedUseCase(load.listJobs, jobRuns),
    getReport: useCase(getReport, reportReads),
    reportSales: loadedUseCase(load.reportSales, salesReporting),
    listProducts: useCase(listProducts, productReads),
    getProduct: useCase(getProduct, productReads),
    putProduct: audited((plans) => plans.putProduct, useCase(putProduct, productsAndStock)),
    deleteProduct: audited((plans) => plans.deleteProduct, useCase(deleteProduct, productRemoval)),
    getStock: useCase(getStock, productsAndStock),
    setStock: audited((plans) => plans.setStock, useCase(setStock, productsAndStock)),
    adjustStock: audited((plans) => plans.adjustStock, useCase(adjustStock, productsAndStock)),
    reconcileStock: loadedUseCase(load.reconcileStock, ordersAndStock),
    addImage: audited((plans) => plans.addImage, useCase(addImage, productsAndImages)),
    getImage: useCase(getImage, productReads),
    deleteImage: audited((plans) => plans.deleteImage, useCase(deleteImage, productsAndImages)),
    getVariant: useCase(getVariant, variantReads),
    processUpload: useCase(processUpload, imageRendering),
    cleanUpImages: loadedUseCase(load.cleanUpImages, imageCleanUp),
    listAudit,
    ...composeEvents(adapters, basics),
    ...composeWebhooks(adapters, basics, { allowLoopback: config.webhooks.allowLoopback, audited }),
    checkHealth: useCase(checkHealth, healthChecks),
    deadLetterMessage: useCase((move: DeadLetterMessage) => move, adapters.deadLetterMessage),
  };
  if (telemetry !== noTelemetry) for (const [name, one] of Object.entries(useCases)) one.trace(telemetry, name);

  return {
    useCases,
    verifyToken: async (token: string) => (await adapters.tokens()).verify(token),
    preparations: [
      { name: 'cosmos', prepare: () => adapters.prepareContainers(containers) },
      { name: 'service-bus', prepare: adapters.openSender },
      { name: 'identity', prepare: adapters.fetchKeys },
      { name: 'sharp', prepare: adapters.prepareSharp },
    ] satisfies Preparation[],
  };
};
