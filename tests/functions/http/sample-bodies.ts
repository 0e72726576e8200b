import type { Answer } from '../../support/api-answer.ts';
import { textField } from '../../support/api-answer.ts';
import type { Api, Call } from '../../support/api-harness.ts';

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

/** Places an order of alice for two mugs, or of whoever is said. */
export const placed = (api: Api, call: Call = {}): Promise<Answer> =>
  api.post('/orders', { as: 'alice', body: orderBody(), ...call });

export const idOf = ({ body }: Answer): string => textField(body, 'id');

/** The same, worked off until it is confirmed. */
export const confirmed = async (api: Api): Promise<string> => {
  const id = idOf(await placed(api));
  await api.drain();
  return id;
};
