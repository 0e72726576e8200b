import type { ShopEvent } from '../../../src/domain/event.ts';
import type { OrderId } from '../../../src/domain/order-id.ts';
import { sampleEvent } from '../../contracts/sample-data.ts';
import type { Answer } from '../../support/api-answer.ts';
import { fieldsOf, textField } from '../../support/api-answer.ts';
import type { Api, Call } from '../../support/api-harness.ts';
import { goodOriginal } from '../../support/fake-render-image.ts';
import { toOrderId } from '../../support/ids.ts';

export const shippingAddress = { recipient: 'Ana Trujillo', line1: 'Avda. 1', city: 'México D.F.', country: 'MX' };

export const orderBody = (changes: object = {}) => ({
  items: [{ productId: 'mug', quantity: 2 }],
  shippingAddress,
  ...changes,
});

export const productBody = (changes: object = {}) => ({
  name: 'Mug',
  price: { amount: 1000, currency: 'EUR' },
  ...changes,
});

export const shipment = { carrier: 'DHL', trackingNumber: 'JD 0146' };

/** Places an order for two mugs, as alice by default. */
export const placeOrder = (api: Api, call: Call = {}): Promise<Answer> =>
  api.post('/orders', { as: 'alice', body: orderBody(), ...call });

export const idOf = ({ body }: Answer): OrderId => toOrderId(textField(body, 'id'));

/** The same, processed until it is confirmed. */
export const placeConfirmedOrder = async (api: Api): Promise<string> => {
  const id = idOf(await placeOrder(api));
  await api.drain();
  return id;
};

/** A dead letter of alice's order, by its number. */
export const buryOrder = async (api: Api): Promise<string> =>
  api.deadLetters.bury({ body: { orderId: idOf(await placeOrder(api)) } });

export const imageBody = { contentType: 'image/jpeg', bytes: 1000 };

/** An image of a product whose original has not been uploaded. */
export const addImage = async (api: Api, productId = 'mug') => {
  const answer = await api.post(`/products/${productId}/images`, { as: 'admin', body: imageBody });
  const imageId = textField(answer.body, 'id');
  const url = textField(fieldsOf(answer.body.upload), 'url');
  return { answer, imageId, url, path: `/products/${productId}/images/${imageId}` };
};

/** The same, uploaded and processed. */
export const addReadyImage = async (api: Api, { productId = 'mug', original = goodOriginal('photo') } = {}) => {
  const added = await addImage(api, productId);
  await api.upload(productId, added.imageId, added.url, original);
  return added;
};

export const endpointBody = (changes: object = {}) => ({
  url: 'https://hooks.example.com/hearth',
  types: ['order.placed', 'order.shipped'],
  enabled: true,
  ...changes,
});

/** Adds a webhook endpoint. */
export const createEndpoint = async (api: Api, changes: object = {}) => {
  const answer = await api.post('/webhook-endpoints', { as: 'admin', body: endpointBody(changes) });
  const id = textField(answer.body, 'id');
  return { answer, id, path: `/webhook-endpoints/${id}` };
};

/** The same, with a test event that waits for its delivery. */
export const sendTestEvent = async (api: Api, changes: object = {}) => {
  const endpoint = await createEndpoint(api, changes);
  const eventId = textField((await api.post(`${endpoint.path}/test`, { as: 'admin' })).body, 'eventId');
  return { ...endpoint, eventId };
};

/** An event of a product. */
export const createEvent = async (api: Api, changes: Partial<ShopEvent> = {}): Promise<ShopEvent> => {
  const event = sampleEvent(changes);
  await api.events.create([event], api.clock().toISOString());
  return event;
};
