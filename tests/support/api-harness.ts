import { HttpRequest, HttpResponse, InvocationContext } from '@azure/functions';
import { listAudit } from '../../src/application/audit/list-audit.ts';
import { checkHealth } from '../../src/application/check-health.ts';
import { discardDeadLetter } from '../../src/application/dead-letters/discard-dead-letter.ts';
import { listDeadLetters } from '../../src/application/dead-letters/list-dead-letters.ts';
import { replayDeadLetter } from '../../src/application/dead-letters/replay-dead-letter.ts';
import { replayDeadLetters } from '../../src/application/dead-letters/replay-dead-letters.ts';
import { getEvent } from '../../src/application/events/get-event.ts';
import { listEvents } from '../../src/application/events/list-events.ts';
import { addImage } from '../../src/application/images/add-image.ts';
import { deleteImage } from '../../src/application/images/delete-image.ts';
import { getImage } from '../../src/application/images/get-image.ts';
import { getVariant } from '../../src/application/images/get-variant.ts';
import { processUpload } from '../../src/application/images/process-upload.ts';
import { removeBlobs } from '../../src/application/images/remove-blobs.ts';
import { listJobs } from '../../src/application/jobs/list-jobs.ts';
import { cancelOrder } from '../../src/application/orders/cancel-order.ts';
import { getOrder } from '../../src/application/orders/get-order.ts';
import { listAllOrders } from '../../src/application/orders/list-all-orders.ts';
import { listOrders } from '../../src/application/orders/list-orders.ts';
import { placeOrder } from '../../src/application/orders/place-order.ts';
import { processOrder } from '../../src/application/orders/process-order.ts';
import { retryOrder } from '../../src/application/orders/retry-order.ts';
import { shipOrder } from '../../src/application/orders/ship-order.ts';
import type { Dependency } from '../../src/application/ports/dependency.ts';
import type { Tokens } from '../../src/application/ports/tokens.ts';
import { deleteProduct } from '../../src/application/products/delete-product.ts';
import { getProduct } from '../../src/application/products/get-product.ts';
import { listProducts } from '../../src/application/products/list-products.ts';
import { putProduct } from '../../src/application/products/put-product.ts';
import { getReport } from '../../src/application/reports/get-report.ts';
import { adjustStock } from '../../src/application/stock/adjust-stock.ts';
import { getStock } from '../../src/application/stock/get-stock.ts';
import { setStock } from '../../src/application/stock/set-stock.ts';
import { createEndpoint } from '../../src/application/webhooks/create-endpoint.ts';
import { getEndpoint } from '../../src/application/webhooks/get-endpoint.ts';
import { listDeliveries } from '../../src/application/webhooks/list-deliveries.ts';
import { listDeliveriesOfEvent } from '../../src/application/webhooks/list-deliveries-of-event.ts';
import { listEndpoints } from '../../src/application/webhooks/list-endpoints.ts';
import { putEndpoint } from '../../src/application/webhooks/put-endpoint.ts';
import { removeEndpoint } from '../../src/application/webhooks/remove-endpoint.ts';
import { retryDelivery } from '../../src/application/webhooks/retry-delivery.ts';
import { rotateSecret } from '../../src/application/webhooks/rotate-secret.ts';
import { testEndpoint } from '../../src/application/webhooks/test-endpoint.ts';
import type { Endpoint } from '../../src/functions/http/api.ts';
import { listAuditEndpoint } from '../../src/functions/http/audit/list-audit.ts';
import { discardDeadLetterEndpoint } from '../../src/functions/http/dead-letters/discard-dead-letter.ts';
import { listDeadLettersEndpoint } from '../../src/functions/http/dead-letters/list-dead-letters.ts';
import { replayDeadLetterEndpoint } from '../../src/functions/http/dead-letters/replay-dead-letter.ts';
import { replayDeadLettersEndpoint } from '../../src/functions/http/dead-letters/replay-dead-letters.ts';
import { endpoint } from '../../src/functions/http/endpoint.ts';
import { getEventEndpoint } from '../../src/functions/http/events/get-event.ts';
import { listEventsEndpoint } from '../../src/functions/http/events/list-events.ts';
import { healthLiveEndpoint } from '../../src/functions/http/health-live.ts';
import { healthReadyEndpoint } from '../../src/functions/http/health-ready.ts';
import { addImageEndpoint } from '../../src/functions/http/images/add-image.ts';
import { deleteImageEndpoint } from '../../src/functions/http/images/delete-image.ts';
import { getImageEndpoint } from '../../src/functions/http/images/get-image.ts';
import { getVariantEndpoint } from '../../src/functions/http/images/get-variant.ts';
import { listJobsEndpoint } from '../../src/functions/http/jobs/list-jobs.ts';
import { cancelOrderEndpoint } from '../../src/functions/http/orders/cancel-order.ts';
import { getOrderEndpoint } from '../../src/functions/http/orders/get-order.ts';
import { listAllOrdersEndpoint } from '../../src/functions/http/orders/list-all-orders.ts';
import { listOrdersEndpoint } from '../../src/functions/http/orders/list-orders.ts';
import { placeOrderEndpoint } from '../../src/functions/http/orders/place-order.ts';
import { retryOrderEndpoint } from '../../src/functions/http/orders/retry-order.ts';
import { shipOrderEndpoint } from '../../src/functions/http/orders/ship-order.ts';
import { deleteProductEndpoint } from '../../src/functions/http/products/delete-product.ts';
import { getProductEndpoint } from '../../src/functions/http/products/get-product.ts';
import { listProductsEndpoint } from '../../src/functions/http/products/list-products.ts';
import { putProductEndpoint } from '../../src/functions/http/products/put-product.ts';
import { getReportEndpoint } from '../../src/functions/http/reports/get-report.ts';
import { type Route, routes, unmatchedRoute } from '../../src/functions/http/routes.ts';
import { getStockEndpoint } from '../../src/functions/http/stock/get-stock.ts';
import { setStockEndpoint } from '../../src/functions/http/stock/set-stock.ts';
import { unmatchedRouteEndpoint } from '../../src/functions/http/unmatched-route.ts';
import { createEndpointEndpoint } from '../../src/functions/http/webhooks/create-endpoint.ts';
import { getEndpointEndpoint } from '../../src/functions/http/webhooks/get-endpoint.ts';
import { listDeliveriesEndpoint } from '../../src/functions/http/webhooks/list-deliveries.ts';
import { listDeliveriesOfEventEndpoint } from '../../src/functions/http/webhooks/list-deliveries-of-event.ts';
import { listEndpointsEndpoint } from '../../src/functions/http/webhooks/list-endpoints.ts';
import { putEndpointEndpoint } from '../../src/functions/http/webhooks/put-endpoint.ts';
import { removeEndpointEndpoint } from '../../src/functions/http/webhooks/remove-endpoint.ts';
import { retryDeliveryEndpoint } from '../../src/functions/http/webhooks/retry-delivery.ts';
import { rotateSecretEndpoint } from '../../src/functions/http/webhooks/rotate-secret.ts';
import { testEndpointEndpoint } from '../../src/functions/http/webhooks/test-endpoint.ts';
import { type Answer, checkAnswer, fieldsOf } from './api-answer.ts';
import { auditTrail } from './audit-trail.ts';
import { docsEndpoints } from './docs-endpoints.ts';
import { fakeRenderImage } from './fake-render-image.ts';
import { toProductId } from './ids.ts';
import { inMemoryAudit } from './in-memory/in-memory-audit.ts';
import { inMemoryDeadLetters } from './in-memory/in-memory-dead-letters.ts';
import { inMemoryDeliveries } from './in-memory/in-memory-deliveries.ts';
import { inMemoryDeliveryQueue } from './in-memory/in-memory-delivery-queue.ts';
import { inMemoryEvents } from './in-memory/in-memory-events.ts';
import { inMemoryImages } from './in-memory/in-memory-images.ts';
import { inMemoryJobRuns } from './in-memory/in-memory-job-runs.ts';
import { inMemoryOrderQueue } from './in-memory/in-memory-order-queue.ts';
import { inMemoryOrders } from './in-memory/in-memory-orders.ts';
import { inMemoryPoisonUploads } from './in-memory/in-memory-poison-uploads.ts';
import { inMemoryProducts } from './in-memory/in-memory-products.ts';
import { inMemoryReports } from './in-memory/in-memory-reports.ts';
import { inMemoryStock } from './in-memory/in-memory-stock.ts';
import { inMemoryTokens } from './in-memory/in-memory-tokens.ts';
import { inMemoryWebhookEndpoints } from './in-memory/in-memory-webhook-endpoints.ts';
import { recordingLog } from './in-memory/recording-log.ts';
import { settableClock } from './in-memory/settable-clock.ts';
import { untraced } from './untraced.ts';

export type Operation = keyof typeof routes;
export const callers = ['alice', 'bob', 'warehouse', 'admin', 'nobody'] as const;
export type Caller = (typeof callers)[number];

/** `body` is sent as JSON, `raw` unchanged. Undefined headers are omitted. */
export type Call = {
  as?: Caller;
  body?: unknown;
  raw?: string | Uint8Array;
  headers?: Readonly<Record<string, string | undefined>>;
};

type Ports = ReturnType<typeof ports>;

const ports = (clock: ReturnType<typeof settableClock>) => ({
  orders: inMemoryOrders(),
  products: inMemoryProducts(),
  stock: inMemoryStock({ clock }),
  orderQueue: inMemoryOrderQueue({ clock }),
  deadLetters: inMemoryDeadLetters({ clock }),
  poisonUploads: inMemoryPoisonUploads({ clock }),
  images: inMemoryImages({ clock }),
  events: inMemoryEvents({ clock }),
  reports: inMemoryReports(),
  audit: inMemoryAudit({ clock }),
  jobRuns: inMemoryJobRuns(),
  webhookEndpoints: inMemoryWebhookEndpoints(),
  deliveries: inMemoryDeliveries(),
  deliveryQueue: inMemoryDeliveryQueue({ clock }),
  tokens: inMemoryTokens(),
});

/** Decodes a segment as the host does: escaped slashes and invalid UTF-8 stay escaped. */
const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment.replaceAll(/%2f/gi, '%252F'));
  } catch {
    return segment;
  }
};

/**
 * Resolves routes as the host does: the first function by name whose method and template match.
 * Parameters are decoded.
 */
const patternOf = ({ route }: Route): RegExp =>
  new RegExp(`^${route.replace(/\{\*(\w+)\}/, '(?<$1>.*)').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`, 'i');

const allRoutes = new Map(Object.entries<Route>({ ...routes, unmatchedRoute }));

const routeOf = (name: string): string => allRoutes.get(name)?.route ?? '';

const table = [...allRoutes]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, route]) => ({ name, methods: route.methods, pattern: patternOf(route) }));

type ApiOptions = {
  /** The page of the docs, and the content of its script. */
  page?: string;
  /** Called for every answer. */
  check?: typeof checkAnswer;
  /** Checks tokens, and makes those of the callers. */
  identity?: { tokens: Tokens; tokenOf: TokenOf };
};

type TokenOf = Readonly<Record<Exclude<Caller, 'nobody'>, string>>;

/**
 * The whole HTTP API over in-memory ports: real routes, endpoints, use cases, requests and
 * contexts.
 */
export const startApi = ({ page = '<!doctype html>', check = checkAnswer, identity }: ApiOptions = {}) => {
  const clock = settableClock();
  const log = recordingLog();
  const fakes = ports(clock);
  const failures = new Map<keyof Ports, unknown>();

  /** The fake, unless `fail` makes all its calls reject. */
  const failing = <P extends object>(name: keyof Ports, port: P): P =>
    new Proxy(port, {
      get: (target, property, receiver) =>
        failures.has(name) ? () => Promise.reject(failures.get(name)) : Reflect.get(target, property, receiver),
    });

  const dependencies: Dependency[] = [];
  let ids = 0;
  const deps = {
    orders: failing('orders', fakes.orders),
    products: failing('products', fakes.products),
    stock: failing('stock', fakes.stock),
    orderQueue: failing('orderQueue', fakes.orderQueue),
    deadLetters: failing('deadLetters', fakes.deadLetters),
    poisonUploads: failing('poisonUploads', fakes.poisonUploads),
    images: failing('images', fakes.images),
    events: failing('events', fakes.events),
    reports: failing('reports', fakes.reports),
    audit: failing('audit', fakes.audit),
    jobRuns: failing('jobRuns', fakes.jobRuns),
    webhookEndpoints: failing('webhookEndpoints', fakes.webhookEndpoints),
    deliveries: failing('deliveries', fakes.deliveries),
    deliveryQueue: failing('deliveryQueue', fakes.deliveryQueue),
    renderImage: fakeRenderImage,
    clock,
    log,
    lowStock: 5,
    allowLoopback: false,
    backOff: { maxAttempts: 10, baseMs: 1000, capMs: 300_000 },
    pause: async (milliseconds: number) => clock.advance(milliseconds),
    random: () => 0.5,
    randomId: () => `random-${++ids}`,
    ...untraced,
    entropy: (bytes: number) => new Uint8Array(bytes).fill(++ids),
    dependencies,
  };
  const { audited, plans } = auditTrail(deps);
  const tokens = failing('tokens', identity?.tokens ?? fakes.tokens);

  const endpoints: Record<Operation | 'unmatchedRoute', Endpoint> = {
    placeOrder: placeOrderEndpoint({ placeOrder: placeOrder(deps) }),
    listOrders: listOrdersEndpoint({ listOrders: listOrders(deps) }),
    getOrder: getOrderEndpoint({ getOrder: getOrder(deps) }),
    cancelOrder: cancelOrderEndpoint({ cancelOrder: audited(plans.cancelOrder, cancelOrder(deps)) }),
    shipOrder: shipOrderEndpoint({ shipOrder: audited(plans.shipOrder, shipOrder(deps)) }),
    retryOrder: retryOrderEndpoint({ retryOrder: audited(plans.retryOrder, retryOrder(deps)) }),
    listAllOrders: listAllOrdersEndpoint({ listAllOrders: listAllOrders(deps) }),
    listDeadLetters: listDeadLettersEndpoint({ listDeadLetters: listDeadLetters(deps) }),
    replayDeadLetters: replayDeadLettersEndpoint({
      replayDeadLetters: audited(plans.replayDeadLetters, replayDeadLetters(deps)),
    }),
    replayDeadLetter: replayDeadLetterEndpoint({
      replayDeadLetter: audited(plans.replayDeadLetter, replayDeadLetter(deps)),
    }),
    discardDeadLetter: discardDeadLetterEndpoint({
      discardDeadLetter: audited(plans.discardDeadLetter, discardDeadLetter(deps)),
    }),
    listAudit: listAuditEndpoint({ listAudit: listAudit(deps) }),
    listJobs: listJobsEndpoint({ listJobs: listJobs(deps) }),
    getReport: getReportEndpoint({ getReport: getReport(deps) }),
    listProducts: listProductsEndpoint({ listProducts: listProducts(deps) }),
    getProduct: getProductEndpoint({ getProduct: getProduct(deps) }),
    putProduct: putProductEndpoint({ putProduct: audited(plans.putProduct, putProduct(deps)) }),
    deleteProduct: deleteProductEndpoint({
      deleteProduct: audited(plans.deleteProduct, deleteProduct({ ...deps, removeBlobs: removeBlobs(deps) })),
    }),
    getStock: getStockEndpoint({ getStock: getStock(deps) }),
    setStock: setStockEndpoint({
      setStock: audited(plans.setStock, setStock(deps)),
      adjustStock: audited(plans.adjustStock, adjustStock(deps)),
    }),
    addImage: addImageEndpoint({ addImage: audited(plans.addImage, addImage(deps)) }),
    getImage: getImageEndpoint({ getImage: getImage(deps) }),
    deleteImage: deleteImageEndpoint({ deleteImage: audited(plans.deleteImage, deleteImage(deps)) }),
    getVariant: getVariantEndpoint({ getVariant: getVariant(deps) }),
    createEndpoint: createEndpointEndpoint({ createEndpoint: audited(plans.createEndpoint, createEndpoint(deps)) }),
    listEndpoints: listEndpointsEndpoint({ listEndpoints: listEndpoints(deps) }),
    getEndpoint: getEndpointEndpoint({ getEndpoint: getEndpoint(deps) }),
    putEndpoint: putEndpointEndpoint({ putEndpoint: audited(plans.putEndpoint, putEndpoint(deps)) }),
    removeEndpoint: removeEndpointEndpoint({ removeEndpoint: audited(plans.removeEndpoint, removeEndpoint(deps)) }),
    rotateSecret: rotateSecretEndpoint({ rotateSecret: audited(plans.rotateSecret, rotateSecret(deps)) }),
    testEndpoint: testEndpointEndpoint({ testEndpoint: audited(plans.testEndpoint, testEndpoint(deps)) }),
    listDeliveries: listDeliveriesEndpoint({ listDeliveries: listDeliveries(deps) }),
    listDeliveriesOfEvent: listDeliveriesOfEventEndpoint({ listDeliveriesOfEvent: listDeliveriesOfEvent(deps) }),
    retryDelivery: retryDeliveryEndpoint({ retryDelivery: audited(plans.retryDelivery, retryDelivery(deps)) }),
    listEvents: listEventsEndpoint({ listEvents: listEvents(deps) }),
    getEvent: getEventEndpoint({ getEvent: getEvent(deps) }),
    healthLive: healthLiveEndpoint(),
    healthReady: healthReadyEndpoint({ checkHealth: checkHealth(deps) }),
    ...docsEndpoints(page),
    unmatchedRoute: unmatchedRouteEndpoint(),
  };
  const handlers = new Map(
    Object.entries(endpoints).map(([name, made]) => [
      name,
      endpoint(async () => made, { verify: (token) => tokens.verify(token), log, route: routeOf(name) }),
    ]),
  );
  const tokenOf: TokenOf = identity?.tokenOf ?? {
    alice: fakes.tokens.issue('alice'),
    bob: fakes.tokens.issue('bob'),
    warehouse: fakes.tokens.issue('wendy', 'warehouse'),
    admin: fakes.tokens.issue('ada', 'admin'),
  };
  const process = processOrder(deps);
  const upload = processUpload(deps);

  const send = async (method: string, path: string, { as = 'nobody', body, raw, headers = {} }: Call = {}) => {
    const url = new URL(path.startsWith('/api/') ? path : `${'/api/'}v1${path}`, 'http://inner.host:8080');
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const sent = Object.entries({
      ...(as !== 'nobody' && { authorization: `Bearer ${tokenOf[as]}` }),
      ...(payload !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
    const below = url.pathname.slice('/api/'.length);
    const match = table.find(({ methods, pattern }) => methods.some((m) => m === method) && pattern.test(below));
    const handler = handlers.get(match?.name ?? '');
    if (!match || !handler) throw new Error(`The host would not route ${method} ${path} to any function.`);
    const groups = match.pattern.exec(below)?.groups ?? {};
    const request = new HttpRequest({
      method,
      url: url.href,
      headers: Object.fromEntries(sent),
      params: Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decoded(value)])),
      ...(payload !== undefined && {
        body: typeof payload === 'string' ? { string: payload } : { bytes: payload },
      }),
    });
    const context = new InvocationContext({ invocationId: `invocation-${++ids}`, functionName: match.name });
    const response = new HttpResponse((await handler(request, context)) ?? { status: 204 });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString();
    const isJson = /[/+]json$/.test(response.headers.get('content-type') ?? '');
    const answer: Answer = {
      operation: match.name,
      invocationId: context.invocationId,
      status: response.status,
      headers: response.headers,
      bytes,
      text,
      body: isJson && text !== '' ? fieldsOf(JSON.parse(text)) : {},
    };
    check(method, url.pathname, answer);
    return answer;
  };

  const productIds = new Set<string>();
  const levels = async () =>
    Object.fromEntries(
      await Promise.all(
        [...productIds].map(async (id) => [
          id,
          { level: await fakes.stock.level(toProductId(id)), reservations: fakes.stock.reservations(toProductId(id)) },
        ]),
      ),
    );

  return {
    ...fakes,
    endpoints,
    clock,
    log,
    dependencies,
    tokenOf,
    send,
    get: (path: string, call?: Call) => send('GET', path, call),
    head: (path: string, call?: Call) => send('HEAD', path, call),
    post: (path: string, call?: Call) => send('POST', path, call),
    put: (path: string, call?: Call) => send('PUT', path, call),
    delete: (path: string, call?: Call) => send('DELETE', path, call),

    /** Every call of this port rejects with `error`, until `heal`. */
    fail: (port: keyof Ports, error: unknown) => failures.set(port, error),
    heal: () => failures.clear(),

    /** Everything stored or sent, including versions. */
    state: async () => ({
      orders: await Promise.all(fakes.orders.stored().map(({ id }) => fakes.orders.get(id))),
      products: await Promise.all(fakes.products.stored().map(({ id }) => fakes.products.get(id))),
      stock: await levels(),
      queue: fakes.orderQueue.accepted(),
      deadLetters: await fakes.deadLetters.list({ limit: 1000 }),
      poisonUploads: await fakes.poisonUploads.list(),
      endpoints: await fakes.webhookEndpoints.list(),
      events: fakes.events.stored(),
      deliveries: fakes.deliveries.stored(),
      deliveryQueue: fakes.deliveryQueue.waiting(),
      blobs: [...fakes.images.names(), ...fakes.reports.names()],
    }),

    /** A product on sale, with stock. */
    async product(id: string, units = 10, { amount = 1000, currency = 'EUR', active = true, category = 'c' } = {}) {
      productIds.add(id);
      const body = { name: id.toUpperCase(), category, price: { amount, currency }, active };
      await send('PUT', `/products/${id}`, { as: 'admin', body });
      await send('POST', `/products/${id}/stock`, { as: 'admin', body: { set: units } });
    },

    /** Uploads an original to its URL and processes it as the trigger would. */
    async upload(productId: string, imageId: string, url: string, original: Uint8Array) {
      if (fakes.images.put(url, original) !== 201) throw new Error('The URL is not good.');
      await upload({ productId, imageId });
    },

    /** Processes the queue as one worker that never dies. */
    async drain() {
      for (let message = fakes.orderQueue.take(); message; message = fakes.orderQueue.take()) {
        await process({ message, deliveryCount: 1 });
      }
    },
  };
};

export type Api = ReturnType<typeof startApi>;
