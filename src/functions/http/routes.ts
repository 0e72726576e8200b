import type { HttpMethod } from '@azure/functions';

export type Route = { methods: HttpMethod[]; route: string };

const get = (route: string): Route => ({ methods: ['GET', 'HEAD'], route });
const post = (route: string): Route => ({ methods: ['POST'], route });
const put = (route: string): Route => ({ methods: ['PUT'], route });
const remove = (route: string): Route => ({ methods: ['DELETE'], route });

/** By the name of their functions. Routes are relative to the host's route prefix. */
export const routes = {
  placeOrder: post('v1/orders'),
  listOrders: get('v1/orders'),
  getOrder: get('v1/orders/{id}'),
  cancelOrder: post('v1/orders/{id}/cancel'),
  shipOrder: post('v1/orders/{id}/ship'),
  retryOrder: post('v1/orders/{id}/retry'),
  listAllOrders: get('v1/admin/orders'),
  listDeadLetters: get('v1/admin/dead-letters'),
  replayDeadLetters: post('v1/admin/dead-letters/replay'),
  replayDeadLetter: post('v1/admin/dead-letters/{sequenceNumber}/replay'),
  discardDeadLetter: remove('v1/admin/dead-letters/{sequenceNumber}'),
  listAudit: get('v1/admin/audit'),
  listJobs: get('v1/admin/jobs'),
  getReport: get('v1/admin/reports/{date}'),
  listProducts: get('v1/products'),
  getProduct: get('v1/products/{id}'),
  putProduct: put('v1/products/{id}'),
  deleteProduct: remove('v1/products/{id}'),
  getStock: get('v1/products/{id}/stock'),
  setStock: post('v1/products/{id}/stock'),
  addImage: post('v1/products/{id}/images'),
  getImage: get('v1/products/{id}/images/{imageId}'),
  deleteImage: remove('v1/products/{id}/images/{imageId}'),
  getVariant: get('v1/images/{id}/{imageId}/{width}'),
  listEndpoints: get('v1/webhook-endpoints'),
  createEndpoint: post('v1/webhook-endpoints'),
  getEndpoint: get('v1/webhook-endpoints/{id}'),
  putEndpoint: put('v1/webhook-endpoints/{id}'),
  removeEndpoint: remove('v1/webhook-endpoints/{id}'),
  rotateSecret: post('v1/webhook-endpoints/{id}/rotate-secret'),
  testEndpoint: post('v1/webhook-endpoints/{id}/test'),
  listDeliveries: get('v1/webhook-endpoints/{id}/deliveries'),
  retryDelivery: post('v1/webhook-endpoints/{id}/deliveries/{eventId}/retry'),
  listEvents: get('v1/events'),
  getEvent: get('v1/events/{id}'),
  listDeliveriesOfEvent: get('v1/events/{id}/deliveries'),
  healthLive: get('v1/health/live'),
  healthReady: get('v1/health/ready'),
  getOpenapi: get('v1/openapi.json'),
  getDocs: get('v1/docs'),
  getDocsScript: get('v1/docs/{script}'),
} as const satisfies Record<string, Route>;

/**
 * Its name sorts last: the host tries overlapping routes in the order of their functions' names.
 * TRACE is left to the host, because the worker's `Request` throws on it.
 */
export const unmatchedRoute: Route = {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
  route: '{*path}',
};
