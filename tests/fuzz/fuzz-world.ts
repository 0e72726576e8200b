import {
  addImage,
  addReadyImage,
  buryOrder,
  createEndpoint,
  idOf,
  placeConfirmedOrder,
  placeOrder,
  sendTestEvent,
  shipment,
} from '../functions/http/sample-bodies.ts';
import { textField } from '../support/api-answer.ts';
import { type Api, startApi } from '../support/api-harness.ts';

const report = { date: '2026-03-01', totals: [], products: [] };

/** A small shop with one of everything, and the names by which requests refer to it. */
export const startFuzzWorld = async (): Promise<{ api: Api; names: Readonly<Record<string, string>> }> => {
  // Fuzzing has its own, faster check against the document.
  const api = startApi({ check: () => {} });
  await api.product('mug', 100);
  await api.product('oak-table', 1_000, { amount: 12_900 });
  await api.product('tea', 3, { currency: 'USD', amount: 900_000_000 });
  await api.product('cup', 0, { active: false });
  await api.product('gone');
  await api.delete('/products/gone', { as: 'admin' });
  const shipped = await placeConfirmedOrder(api);
  await api.post(`/orders/${shipped}/ship`, { as: 'warehouse', body: shipment });
  const cancelled = await placeConfirmedOrder(api);
  await api.post(`/orders/${cancelled}/cancel`, { as: 'alice' });
  const still = await placeConfirmedOrder(api);
  const dead = await buryOrder(api);
  const ready = await addReadyImage(api);
  const added = await addImage(api);
  const order = idOf(await placeOrder(api));
  const webhook = await sendTestEvent(api);
  const disabled = await createEndpoint(api, { enabled: false });
  const page = await api.get('/orders?limit=1', { as: 'alice' });
  const product = await api.get('/products/mug');
  await api.reports.create('2026-03-01', 'json', Buffer.from(JSON.stringify(report)));
  await api.reports.create('2026-03-01', 'csv', Buffer.from('a,b\r\n'));
  const names = {
    shipped,
    cancelled,
    dead,
    confirmed: still,
    placed: order,
    missing: `${order.slice(0, -2)}00`,
    ready: ready.imageId,
    added: added.imageId,
    endpoint: webhook.id,
    disabled: disabled.id,
    sent: webhook.eventId,
    cursor: encodeURIComponent(textField(page.body, 'nextCursor')),
    etag: product.headers.get('etag') ?? '',
  };
  return { api, names };
};
