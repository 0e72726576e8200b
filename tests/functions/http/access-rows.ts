import type { Api, Caller, Operation } from '../../support/api-harness.ts';
import {
  addImage,
  addReadyImage,
  buryOrder,
  createEndpoint,
  createEvent,
  endpointBody,
  idOf,
  imageBody,
  orderBody,
  placeConfirmedOrder,
  placeOrder,
  productBody,
  sendTestEvent,
  shipment,
} from './sample-bodies.ts';

export type AccessRow = {
  /** Prepares the state and says what to call. */
  call: (api: Api) => Promise<[method: string, path: string, body?: object, key?: string]>;
  answers: Record<Caller, number>;
  /** The answer to a caller with an invalid token. */
  badToken: number;
};

const anyone = { alice: 200, bob: 200, warehouse: 200, admin: 200, nobody: 200 };
const signedIn = { ...anyone, nobody: 401 };
const staff = { alice: 403, bob: 403, warehouse: 200, admin: 200, nobody: 401 };
const adminOnly = { ...staff, warehouse: 403 };

/** What every operation answers each caller. */
export const accessRows: Record<Operation, AccessRow> = {
  placeOrder: {
    call: async () => ['POST', '/orders', orderBody()],
    answers: { alice: 201, bob: 201, warehouse: 201, admin: 201, nobody: 401 },
    badToken: 401,
  },
  listOrders: { call: async () => ['GET', '/orders'], answers: signedIn, badToken: 401 },
  getOrder: {
    call: async (api) => ['GET', `/orders/${idOf(await placeOrder(api))}`],
    answers: { ...signedIn, bob: 404 },
    badToken: 401,
  },
  cancelOrder: {
    call: async (api) => ['POST', `/orders/${idOf(await placeOrder(api))}/cancel`, { reason: 'x' }],
    answers: { ...signedIn, bob: 404, warehouse: 403 },
    badToken: 401,
  },
  shipOrder: {
    call: async (api) => ['POST', `/orders/${await placeConfirmedOrder(api)}/ship`, shipment],
    answers: staff,
    badToken: 401,
  },
  retryOrder: {
    call: async (api) => ['POST', `/orders/${idOf(await placeOrder(api))}/retry`],
    answers: { ...adminOnly, admin: 202 },
    badToken: 401,
  },
  listAllOrders: { call: async () => ['GET', '/admin/orders'], answers: staff, badToken: 401 },
  listDeadLetters: { call: async () => ['GET', '/admin/dead-letters'], answers: adminOnly, badToken: 401 },
  replayDeadLetters: {
    call: async () => ['POST', '/admin/dead-letters/replay'],
    answers: { ...adminOnly, admin: 202 },
    badToken: 401,
  },
  replayDeadLetter: {
    call: async (api) => ['POST', `/admin/dead-letters/${await buryOrder(api)}/replay`],
    answers: { ...adminOnly, admin: 202 },
    badToken: 401,
  },
  discardDeadLetter: {
    call: async (api) => ['DELETE', `/admin/dead-letters/${await buryOrder(api)}?reason=x`],
    answers: { ...adminOnly, admin: 204 },
    badToken: 401,
  },
  listAudit: { call: async () => ['GET', '/admin/audit'], answers: adminOnly, badToken: 401 },
  getReport: {
    call: async (api) => {
      const report = { date: '2026-03-01', totals: [], products: [] };
      await api.reports.create(report.date, 'json', Buffer.from(JSON.stringify(report)));
      return ['GET', '/admin/reports/2026-03-01'];
    },
    answers: adminOnly,
    badToken: 401,
  },
  listJobs: { call: async () => ['GET', '/admin/jobs'], answers: adminOnly, badToken: 401 },
  listEvents: { call: async () => ['GET', '/events'], answers: adminOnly, badToken: 401 },
  getEvent: {
    call: async (api) => ['GET', `/events/${(await createEvent(api)).id}`],
    answers: adminOnly,
    badToken: 401,
  },
  listProducts: { call: async () => ['GET', '/products'], answers: anyone, badToken: 200 },
  getProduct: { call: async () => ['GET', '/products/mug'], answers: anyone, badToken: 401 },
  putProduct: {
    call: async () => ['PUT', '/products/new', productBody()],
    answers: { ...adminOnly, admin: 201 },
    badToken: 401,
  },
  deleteProduct: {
    call: async () => ['DELETE', '/products/mug'],
    answers: { ...adminOnly, admin: 204 },
    badToken: 401,
  },
  getStock: { call: async () => ['GET', '/products/mug/stock'], answers: staff, badToken: 401 },
  setStock: { call: async () => ['POST', '/products/mug/stock', { adjust: 1 }, 'k'], answers: staff, badToken: 401 },
  addImage: {
    call: async () => ['POST', '/products/mug/images', imageBody],
    answers: { ...adminOnly, admin: 201 },
    badToken: 401,
  },
  getImage: { call: async (api) => ['GET', (await addImage(api)).path], answers: anyone, badToken: 401 },
  deleteImage: {
    call: async (api) => ['DELETE', (await addImage(api)).path],
    answers: { ...adminOnly, admin: 204 },
    badToken: 401,
  },
  getVariant: {
    call: async (api) => ['GET', `/images/mug/${(await addReadyImage(api)).imageId}/800`],
    answers: anyone,
    badToken: 200,
  },
  listEndpoints: { call: async () => ['GET', '/webhook-endpoints'], answers: adminOnly, badToken: 401 },
  createEndpoint: {
    call: async () => ['POST', '/webhook-endpoints', endpointBody()],
    answers: { ...adminOnly, admin: 201 },
    badToken: 401,
  },
  getEndpoint: {
    call: async (api) => ['GET', (await createEndpoint(api)).path],
    answers: adminOnly,
    badToken: 401,
  },
  putEndpoint: {
    call: async (api) => ['PUT', (await createEndpoint(api)).path, endpointBody()],
    answers: adminOnly,
    badToken: 401,
  },
  removeEndpoint: {
    call: async (api) => ['DELETE', (await createEndpoint(api)).path],
    answers: { ...adminOnly, admin: 204 },
    badToken: 401,
  },
  rotateSecret: {
    call: async (api) => ['POST', `${(await createEndpoint(api)).path}/rotate-secret`],
    answers: adminOnly,
    badToken: 401,
  },
  testEndpoint: {
    call: async (api) => ['POST', `${(await createEndpoint(api)).path}/test`],
    answers: { ...adminOnly, admin: 202 },
    badToken: 401,
  },
  listDeliveries: {
    call: async (api) => ['GET', `${(await createEndpoint(api)).path}/deliveries`],
    answers: adminOnly,
    badToken: 401,
  },
  listDeliveriesOfEvent: {
    call: async (api) => ['GET', `/events/${(await sendTestEvent(api)).eventId}/deliveries`],
    answers: adminOnly,
    badToken: 401,
  },
  retryDelivery: {
    call: async (api) => {
      const { path, eventId } = await sendTestEvent(api);
      return ['POST', `${path}/deliveries/${eventId}/retry`];
    },
    answers: { ...adminOnly, admin: 202 },
    badToken: 401,
  },
  healthLive: { call: async () => ['GET', '/health/live'], answers: anyone, badToken: 200 },
  healthReady: { call: async () => ['GET', '/health/ready'], answers: anyone, badToken: 200 },
  getOpenapi: { call: async () => ['GET', '/openapi.json'], answers: anyone, badToken: 200 },
  getDocs: { call: async () => ['GET', '/docs'], answers: anyone, badToken: 200 },
  getDocsScript: { call: async () => ['GET', '/docs/a.0123456789abcdef.js'], answers: anyone, badToken: 200 },
};
