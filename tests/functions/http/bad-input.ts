import { type Api, type Caller, startApi } from '../../support/api-harness.ts';
import {
  createEndpoint,
  endpointBody,
  idOf,
  imageBody,
  orderBody,
  placeConfirmedOrder,
  placeOrder,
  productBody,
  shipment,
} from './sample-bodies.ts';

type Target = { method: string; path: string; as: Caller; good: object };

const targets: Record<string, (api: Api) => Promise<Target>> = {
  placeOrder: async () => ({ method: 'POST', path: '/orders', as: 'alice', good: orderBody() }),
  cancelOrder: async (api) => ({
    method: 'POST',
    path: `/orders/${idOf(await placeOrder(api))}/cancel`,
    as: 'alice',
    good: { reason: 'x' },
  }),
  shipOrder: async (api) => ({
    method: 'POST',
    path: `/orders/${await placeConfirmedOrder(api)}/ship`,
    as: 'warehouse',
    good: shipment,
  }),
  putProduct: async () => ({ method: 'PUT', path: '/products/new', as: 'admin', good: productBody() }),
  addImage: async () => ({ method: 'POST', path: '/products/mug/images', as: 'admin', good: imageBody }),
  setStock: async () => ({ method: 'POST', path: '/products/mug/stock', as: 'admin', good: { set: 7 } }),
  createEndpoint: async () => ({ method: 'POST', path: '/webhook-endpoints', as: 'admin', good: endpointBody() }),
  putEndpoint: async (api) => ({
    method: 'PUT',
    path: (await createEndpoint(api)).path,
    as: 'admin',
    good: endpointBody(),
  }),
};

export const names = Object.keys(targets);

export const prepare = async (name: string): Promise<{ api: Api; target: Target }> => {
  const api = startApi();
  await api.product('mug', 10);
  const target = await targets[name]?.(api);
  if (!target) throw new Error(`no target ${name}`);
  return { api, target };
};

type Sent = { raw?: string | Uint8Array; body?: unknown; headers?: Record<string, string | undefined> };

/** Sends it and checks that nothing has changed. */
export const expectRefusal = async (name: string, sent: (good: object) => Sent, status: number, code: string) => {
  const { api, target } = await prepare(name);
  const before = await api.state();
  const answer = await api.send(target.method, target.path, { as: target.as, ...sent(target.good) });
  expect(answer).toMatchObject({ operation: name, status, body: { code } });
  expect(await api.state()).toEqual(before);
  expect(api.log.troubles()).toEqual([]);
  return answer;
};
