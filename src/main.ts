import { app } from '@azure/functions';
import type { Hearth } from './composition.ts';
import { readConfig } from './config.ts';
import { uploadTrigger } from './functions/blob/upload-trigger.ts';
import type { Endpoint } from './functions/http/api.ts';
import { endpoint } from './functions/http/endpoint.ts';
import { routes, unmatchedRoute } from './functions/http/routes.ts';
import { invocationLog as log, invocationMeter as meter } from './functions/invocation.ts';
import { consumer } from './functions/queue/consumer.ts';
import { job } from './functions/timer/job.ts';
import { lazy } from './lazy.ts';

// The map of the app: every function, one short block each. Nothing below loads more than itself before its first invocation.

const config = readConfig(process.env);
const hearth = lazy(async () => (await import('./composition.ts')).compose(config, { log, meter }));
const verify = async (token: string) => (await (await hearth()).tokens()).verify(token);

const http = (
  name: keyof typeof routes,
  load: (hearth: Hearth) => Promise<Endpoint>,
  authLevel: 'function' | 'anonymous' = 'function',
) =>
  app.http(name, {
    ...routes[name],
    authLevel,
    handler: endpoint(
      lazy(async () => load(await hearth())),
      { verify, log },
    ),
  });

http('placeOrder', async ({ placeOrder }) => {
  const { placeOrderEndpoint } = await import('./functions/http/orders/place-order.ts');
  return placeOrderEndpoint({ placeOrder: await placeOrder() });
});

http('listOrders', async ({ listOrders }) => {
  const { listOrdersEndpoint } = await import('./functions/http/orders/list-orders.ts');
  return listOrdersEndpoint({ listOrders: await listOrders() });
});

http('getOrder', async ({ getOrder }) => {
  const { getOrderEndpoint } = await import('./functions/http/orders/get-order.ts');
  return getOrderEndpoint({ getOrder: await getOrder() });
});

http('cancelOrder', async ({ cancelOrder }) => {
  const { cancelOrderEndpoint } = await import('./functions/http/orders/cancel-order.ts');
  return cancelOrderEndpoint({ cancelOrder: await cancelOrder() });
});

http('shipOrder', async ({ shipOrder }) => {
  const { shipOrderEndpoint } = await import('./functions/http/orders/ship-order.ts');
  return shipOrderEndpoint({ shipOrder: await shipOrder() });
});

http('retryOrder', async ({ retryOrder }) => {
  const { retryOrderEndpoint } = await import('./functions/http/orders/retry-order.ts');
  return retryOrderEndpoint({ retryOrder: await retryOrder() });
});

http('listAllOrders', async ({ listAllOrders }) => {
  const { listAllOrdersEndpoint } = await import('./functions/http/orders/list-all-orders.ts');
  return listAllOrdersEndpoint({ listAllOrders: await listAllOrders() });
});

http('listDeadLetters', async ({ listDeadLetters }) => {
  const { listDeadLettersEndpoint } = await import('./functions/http/dead-letters/list-dead-letters.ts');
  return listDeadLettersEndpoint({ listDeadLetters: await listDeadLetters() });
});

http('replayDeadLetters', async ({ replayDeadLetters }) => {
  const { replayDeadLettersEndpoint } = await import('./functions/http/dead-letters/replay-dead-letters.ts');
  return replayDeadLettersEndpoint({ replayDeadLetters: await replayDeadLetters() });
});

http('replayDeadLetter', async ({ replayDeadLetter }) => {
  const { replayDeadLetterEndpoint } = await import('./functions/http/dead-letters/replay-dead-letter.ts');
  return replayDeadLetterEndpoint({ replayDeadLetter: await replayDeadLetter() });
});

http('discardDeadLetter', async ({ discardDeadLetter }) => {
  const { discardDeadLetterEndpoint } = await import('./functions/http/dead-letters/discard-dead-letter.ts');
  return discardDeadLetterEndpoint({ discardDeadLetter: await discardDeadLetter() });
});

http('getReport', async ({ getReport }) => {
  const { getReportEndpoint } = await import('./functions/http/reports/get-report.ts');
  return getReportEndpoint({ getReport: await getReport() });
});

http('listProducts', async ({ listProducts }) => {
  const { listProductsEndpoint } = await import('./functions/http/products/list-products.ts');
  return listProductsEndpoint({ listProducts: await listProducts() });
});

http('getProduct', async ({ getProduct }) => {
  const { getProductEndpoint } = await import('./functions/http/products/get-product.ts');
  return getProductEndpoint({ getProduct: await getProduct() });
});

http('putProduct', async ({ putProduct }) => {
  const { putProductEndpoint } = await import('./functions/http/products/put-product.ts');
  return putProductEndpoint({ putProduct: await putProduct() });
});

http('deleteProduct', async ({ deleteProduct }) => {
  const { deleteProductEndpoint } = await import('./functions/http/products/delete-product.ts');
  return deleteProductEndpoint({ deleteProduct: await deleteProduct() });
});

http('getStock', async ({ getStock }) => {
  const { getStockEndpoint } = await import('./functions/http/stock/get-stock.ts');
  return getStockEndpoint({ getStock: await getStock() });
});

http('setStock', async ({ setStock, adjustStock }) => {
  const { setStockEndpoint } = await import('./functions/http/stock/set-stock.ts');
  return setStockEndpoint({ setStock: await setStock(), adjustStock: await adjustStock() });
});

http('addImage', async ({ addImage }) => {
  const { addImageEndpoint } = await import('./functions/http/images/add-image.ts');
  return addImageEndpoint({ addImage: await addImage() });
});

http('getImage', async ({ getImage }) => {
  const { getImageEndpoint } = await import('./functions/http/images/get-image.ts');
  return getImageEndpoint({ getImage: await getImage() });
});

http('deleteImage', async ({ deleteImage }) => {
  const { deleteImageEndpoint } = await import('./functions/http/images/delete-image.ts');
  return deleteImageEndpoint({ deleteImage: await deleteImage() });
});

http('getVariant', async ({ getVariant }) => {
  const { getVariantEndpoint } = await import('./functions/http/images/get-variant.ts');
  return getVariantEndpoint({ getVariant: await getVariant() });
});

// The platform asks every instance, often: it needs nothing of the app.
app.http('healthLive', {
  ...routes.healthLive,
  authLevel: 'anonymous',
  handler: endpoint(
    lazy(async () => (await import('./functions/http/health-live.ts')).healthLiveEndpoint()),
    { verify, log },
  ),
});

http(
  'healthReady',
  async ({ checkHealth }) => {
    const { healthReadyEndpoint } = await import('./functions/http/health-ready.ts');
    return healthReadyEndpoint({ checkHealth: await checkHealth() });
  },
  'anonymous',
);

/** What the build put beside this file. */
const built = async (name: string) => (await import('node:fs/promises')).readFile(new URL(name, import.meta.url));

http('getOpenapi', async () => {
  const { getOpenapiEndpoint } = await import('./functions/http/get-openapi.ts');
  return getOpenapiEndpoint({ readDocument: lazy(() => built('openapi.json')) });
});

http('getDocs', async () => {
  const { getDocsEndpoint } = await import('./functions/http/get-docs.ts');
  return getDocsEndpoint({ readPage: lazy(() => built('docs.html')) });
});

app.http('unmatchedRoute', {
  ...unmatchedRoute,
  authLevel: 'anonymous',
  handler: endpoint(
    lazy(async () => (await import('./functions/http/unmatched-route.ts')).unmatchedRouteEndpoint()),
    { verify, log },
  ),
});

app.serviceBusQueue('processOrder', {
  connection: 'ServiceBus',
  queueName: 'process-order',
  handler: consumer(
    lazy(async () => {
      const { processOrder } = await hearth();
      const { processOrderConsumer } = await import('./functions/queue/process-order.ts');
      return processOrderConsumer({ processOrder: await processOrder(), log });
    }),
  ),
});

app.storageBlob('processUpload', {
  connection: 'Media',
  path: 'uploads/{productId}/{imageId}',
  source: config.uploadEvents,
  handler: uploadTrigger(
    lazy(async () => {
      const { processUpload } = await hearth();
      const { processUploadConsumer } = await import('./functions/blob/process-upload.ts');
      return processUploadConsumer({ processUpload: await processUpload() });
    }),
  ),
});

app.timer('relayOrders', {
  schedule: '%RELAY_SCHEDULE%',
  handler: job(
    lazy(async () => {
      const { relayOrders } = await hearth();
      const { relayOrdersJob } = await import('./functions/timer/relay-orders.ts');
      return relayOrdersJob({ relayOrders: await relayOrders(), log });
    }),
  ),
});

app.timer('reconcileStock', {
  schedule: '%RECONCILE_SCHEDULE%',
  handler: job(
    lazy(async () => {
      const { reconcileStock } = await hearth();
      const { reconcileStockJob } = await import('./functions/timer/reconcile-stock.ts');
      return reconcileStockJob({ reconcileStock: await reconcileStock(), log });
    }),
  ),
});

app.timer('reportSales', {
  schedule: '%REPORT_SCHEDULE%',
  handler: job(
    lazy(async () => {
      const { reportSales } = await hearth();
      const { reportSalesJob } = await import('./functions/timer/report-sales.ts');
      return reportSalesJob({ reportSales: await reportSales(), log });
    }),
  ),
});

app.timer('cleanUpImages', {
  schedule: '%CLEAN_UP_SCHEDULE%',
  handler: job(
    lazy(async () => {
      const { cleanUpImages } = await hearth();
      const { cleanUpImagesJob } = await import('./functions/timer/clean-up-images.ts');
      return cleanUpImagesJob({ cleanUpImages: await cleanUpImages(), log });
    }),
  ),
});

// On scale-out only: a fresh instance loads what its first requests need, and talks to the services behind it.
app.warmup('warmup', {
  handler: async (trigger, context) => {
    const { warmUp } = await import('./functions/warm-up.ts');
    const parts = async () => {
      const { placeOrder, processOrder, processUpload, preparations } = await hearth();
      const load = () =>
        Promise.all([
          import('./functions/http/orders/place-order.ts'),
          import('./functions/queue/process-order.ts'),
          import('./functions/blob/process-upload.ts'),
          placeOrder(),
          processOrder(),
          processUpload(),
        ]);
      return [{ name: 'code', prepare: load }, ...preparations];
    };
    return warmUp(parts, { log })(trigger, context);
  },
});
