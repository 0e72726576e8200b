import { app } from '@azure/functions';
import { readConfig } from './config.ts';
import { httpFunctions } from './functions/http/http-functions.ts';
import { runningInvocation } from './functions/invocation.ts';
import { lazy } from './lazy.ts';
import { registrars } from './registrars.ts';
import { startTelemetry } from './start-telemetry.ts';

// The map of the app: one line per function. Code is loaded on the first call that needs it.

const config = readConfig(process.env);
const telemetry = config.telemetry && startTelemetry(config.telemetry);

const hearth = lazy(async () => {
  const [{ compose }, live] = await Promise.all([import('./composition.ts'), telemetry?.()]);
  return compose(config, { ...runningInvocation, telemetry: live });
});
const { log } = runningInvocation;
const useCases = async () => (await hearth()).useCases;
const deps = async () => ({ ...(await useCases()), log });

const readBuilt = async (name: string) => (await import('node:fs/promises')).readFile(new URL(name, import.meta.url));
const builtFile = (name: string) => lazy(() => readBuilt(name));
/** Not kept in memory: browsers ask once a year. */
const readScript = (name: string) => readBuilt(`docs/${name}.br`);

const http = httpFunctions({
  useCases,
  endpoints: {
    placeOrder: () => import('./functions/http/orders/place-order.ts'),
    listOrders: () => import('./functions/http/orders/list-orders.ts'),
    getOrder: () => import('./functions/http/orders/get-order.ts'),
    cancelOrder: () => import('./functions/http/orders/cancel-order.ts'),
    shipOrder: () => import('./functions/http/orders/ship-order.ts'),
    retryOrder: () => import('./functions/http/orders/retry-order.ts'),
    listAllOrders: () => import('./functions/http/orders/list-all-orders.ts'),
    listDeadLetters: () => import('./functions/http/dead-letters/list-dead-letters.ts'),
    replayDeadLetters: () => import('./functions/http/dead-letters/replay-dead-letters.ts'),
    replayDeadLetter: () => import('./functions/http/dead-letters/replay-dead-letter.ts'),
    discardDeadLetter: () => import('./functions/http/dead-letters/discard-dead-letter.ts'),
    listAudit: () => import('./functions/http/audit/list-audit.ts'),
    listJobs: () => import('./functions/http/jobs/list-jobs.ts'),
    getReport: () => import('./functions/http/reports/get-report.ts'),
    listProducts: () => import('./functions/http/products/list-products.ts'),
    getProduct: () => import('./functions/http/products/get-product.ts'),
    putProduct: () => import('./functions/http/products/put-product.ts'),
    deleteProduct: () => import('./functions/http/products/delete-product.ts'),
    getStock: () => import('./functions/http/stock/get-stock.ts'),
    setStock: () => import('./functions/http/stock/set-stock.ts'),
    addImage: () => import('./functions/http/images/add-image.ts'),
    getImage: () => import('./functions/http/images/get-image.ts'),
    deleteImage: () => import('./functions/http/images/delete-image.ts'),
    getVariant: () => import('./functions/http/images/get-variant.ts'),
    listEndpoints: () => import('./functions/http/webhooks/list-endpoints.ts'),
    createEndpoint: () => import('./functions/http/webhooks/create-endpoint.ts'),
    getEndpoint: () => import('./functions/http/webhooks/get-endpoint.ts'),
    putEndpoint: () => import('./functions/http/webhooks/put-endpoint.ts'),
    removeEndpoint: () => import('./functions/http/webhooks/remove-endpoint.ts'),
    rotateSecret: () => import('./functions/http/webhooks/rotate-secret.ts'),
    testEndpoint: () => import('./functions/http/webhooks/test-endpoint.ts'),
    listDeliveries: () => import('./functions/http/webhooks/list-deliveries.ts'),
    retryDelivery: () => import('./functions/http/webhooks/retry-delivery.ts'),
    listDeliveriesOfEvent: () => import('./functions/http/webhooks/list-deliveries-of-event.ts'),
    listEvents: () => import('./functions/http/events/list-events.ts'),
    getEvent: () => import('./functions/http/events/get-event.ts'),
    healthReady: () => import('./functions/http/health-ready.ts'),
  },
  standalone: {
    healthLive: () => import('./functions/http/health-live.ts'),
    getOpenapi: () => import('./functions/http/get-openapi.ts'),
    getDocs: () => import('./functions/http/get-docs.ts'),
    getDocsScript: () => import('./functions/http/get-docs-script.ts'),
    unmatchedRoute: () => import('./functions/http/unmatched-route.ts'),
  },
  files: { readDocument: builtFile('openapi.json'), readPage: builtFile('docs.html'), readScript },
  verify: async (token) => (await hearth()).verifyToken(token),
  log,
});
for (const { name, ...options } of http) app.http(name, options);

const { queue, topic, blob, feed, timer, recordedTimer } = registrars(deps, log);

const orderConsumer = queue('processOrder', 'process-order', () => import('./functions/queue/process-order.ts'));
const webhooks = { topicName: 'events', subscriptionName: 'webhooks' };
topic('fanOutEvent', webhooks, () => import('./functions/queue/fan-out-event.ts'));
queue('deliverWebhook', 'deliver-webhook', () => import('./functions/queue/deliver-webhook.ts'));

const uploads = { path: 'uploads/{productId}/{imageId}', source: config.uploadEvents };
const uploadConsumer = blob('processUpload', uploads, () => import('./functions/blob/process-upload.ts'));

feed('recordOrderEvents', 'orders', () => import('./functions/feed/record-order-events.ts'));
feed('recordProductEvents', 'products', () => import('./functions/feed/record-product-events.ts'));

timer('relayOrders', '%RELAY_SCHEDULE%', () => import('./functions/timer/relay-orders.ts'));
timer('relayEvents', '%RELAY_SCHEDULE%', () => import('./functions/timer/relay-events.ts'));
recordedTimer('reconcileEvents', '%RECONCILE_EVENTS_SCHEDULE%', () => import('./functions/timer/reconcile-events.ts'));
timer('relayDeliveries', '%RELAY_SCHEDULE%', () => import('./functions/timer/relay-deliveries.ts'));
recordedTimer('reconcileStock', '%RECONCILE_SCHEDULE%', () => import('./functions/timer/reconcile-stock.ts'));
recordedTimer('reportSales', '%REPORT_SCHEDULE%', () => import('./functions/timer/report-sales.ts'));
recordedTimer('cleanUpImages', '%CLEAN_UP_SCHEDULE%', () => import('./functions/timer/clean-up-images.ts'));

// On scale-out, a new instance loads and connects what its first requests need.
const code = [() => import('./functions/http/orders/place-order.ts'), orderConsumer, uploadConsumer];
app.warmup('warmup', {
  handler: async (_, context) => (await import('./functions/warm-up.ts')).warmUp(hearth, { code, log })(context),
});
