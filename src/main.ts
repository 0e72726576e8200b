import { app } from '@azure/functions';
import { ResourceFactoryResolver } from '@azure/functions-extensions-base';
import { readConfig } from './config.ts';
import type { JobName } from './domain/job-run.ts';
import { uploadTrigger } from './functions/blob/upload-trigger.ts';
import { changeFeed, type FeedConsumer } from './functions/feed/change-feed.ts';
import { httpFunctions } from './functions/http/http-functions.ts';
import {
  invocationCaller as findCaller,
  invocationOrigin as findOrigin,
  invocationRequestId as findRequestId,
  invocationLog as log,
  invocationMeter as meter,
  observeInvocations,
} from './functions/invocation.ts';
import { lazyHandler } from './functions/lazy-handler.ts';
import { consumer } from './functions/queue/consumer.ts';
import { type Job, job } from './functions/timer/job.ts';
import { lazy } from './lazy.ts';

// The map of the app: one line per function. Code is loaded on the first call that needs it.

const config = readConfig(process.env);
const { telemetry: settings } = config;
const live = settings && lazy(async () => (await import('./compose-telemetry.ts')).composeTelemetry(settings));
if (live) {
  const load = async () => (await import('./functions/observe-invocations.ts')).invocationObserver(await live());
  observeInvocations(lazy(load));
  app.hook.appTerminate(async () => (await live()).flush());
}

const hearth = lazy(async () => {
  const [{ compose }, telemetry] = await Promise.all([import('./composition.ts'), live?.()]);
  return compose(config, { log, meter, telemetry, findRequestId, findOrigin, findCaller });
});
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

const connection = 'ServiceBus';
const orderConsumer = lazyHandler(() => import('./functions/queue/process-order.ts'), 'processOrderConsumer', deps);
const eventConsumer = lazyHandler(() => import('./functions/queue/fan-out-event.ts'), 'fanOutEventConsumer', deps);
const webhooks = lazyHandler(() => import('./functions/queue/deliver-webhook.ts'), 'deliverWebhookConsumer', deps);
const eventSource = { connection, topicName: 'events', subscriptionName: 'webhooks' };
app.serviceBusQueue('processOrder', { connection, queueName: 'process-order', handler: consumer(orderConsumer) });
app.serviceBusTopic('fanOutEvent', { ...eventSource, handler: consumer(eventConsumer) });
app.serviceBusQueue('deliverWebhook', { connection, queueName: 'deliver-webhook', handler: consumer(webhooks) });

// The host would deliver a blob whole, of any size. With this binding, it only names the blob.
ResourceFactoryResolver.getInstance().registerResourceFactory('AzureStorageBlobs', () => undefined);
const uploadConsumer = lazyHandler(() => import('./functions/blob/process-upload.ts'), 'processUploadConsumer', deps);
app.storageBlob('processUpload', {
  connection: 'Media',
  path: 'uploads/{productId}/{imageId}',
  source: config.uploadEvents,
  sdkBinding: true,
  handler: uploadTrigger(uploadConsumer),
});

type Deps = Awaited<ReturnType<typeof deps>>;
type FeedModule<Name extends string> = Record<`${Name}Consumer`, (deps: Deps) => FeedConsumer>;

const feed = <Name extends string>(name: Name, container: string, load: () => Promise<FeedModule<Name>>) =>
  app.cosmosDB(name, changeFeed(name, container, lazyHandler(load, `${name}Consumer` as const, deps)));

feed('recordOrderEvents', 'orders', () => import('./functions/feed/record-order-events.ts'));
feed('recordProductEvents', 'products', () => import('./functions/feed/record-product-events.ts'));

type JobModule<Name extends string> = Record<`${Name}Job`, (deps: Deps) => Job>;

const timer = <Name extends string>(name: Name, schedule: string, load: () => Promise<JobModule<Name>>) =>
  app.timer(name, { schedule, handler: job(lazyHandler(load, `${name}Job` as const, deps)) });

/** The same, but how each run ends is kept for operators. */
const recordedTimer = <Name extends JobName>(name: Name, schedule: string, load: () => Promise<JobModule<Name>>) => {
  const inner = lazyHandler(load, `${name}Job` as const, deps);
  const recorded = async () =>
    (await import('./functions/timer/recorded-job.ts')).recordedJob(name, inner, { useCases, log });
  app.timer(name, { schedule, handler: job(recorded) });
};

timer('relayOrders', '%RELAY_SCHEDULE%', () => import('./functions/timer/relay-orders.ts'));
timer('relayEvents', '%RELAY_SCHEDULE%', () => import('./functions/timer/relay-events.ts'));
recordedTimer('reconcileEvents', '%RECONCILE_EVENTS_SCHEDULE%', () => import('./functions/timer/reconcile-events.ts'));
timer('relayDeliveries', '%RELAY_SCHEDULE%', () => import('./functions/timer/relay-deliveries.ts'));
recordedTimer('reconcileStock', '%RECONCILE_SCHEDULE%', () => import('./functions/timer/reconcile-stock.ts'));
recordedTimer('reportSales', '%REPORT_SCHEDULE%', () => import('./functions/timer/report-sales.ts'));
recordedTimer('cleanUpImages', '%CLEAN_UP_SCHEDULE%', () => import('./functions/timer/clean-up-images.ts'));

// On scale-out, a new instance loads and connects what its first requests need.
app.warmup('warmup', {
  handler: async (trigger, context) => {
    const { warmUp } = await import('./functions/warm-up.ts');
    const preparations = async () => {
      const { useCases, preparations } = await hearth();
      const { placeOrder, processOrder, processUpload } = useCases;
      const code = () => [import('./functions/http/orders/place-order.ts'), orderConsumer(), uploadConsumer()];
      const clients = () => [placeOrder, processOrder, processUpload].map((useCase) => useCase.prepare());
      return [{ name: 'code', prepare: () => Promise.all([...code(), ...clients()]) }, ...preparations];
    };
    await warmUp(preparations, { log })(trigger, context);
  },
});
