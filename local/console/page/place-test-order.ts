import { call, textIn } from './call.ts';

/** The API takes orders from anybody with a token, so the console orders for itself. */
export const placeTestOrder = async (): Promise<string> => {
  const { body } = await call('GET', '/api/v1/products?limit=20');
  const { items = [] }: { items?: { id: string; availability: string }[] } = Object(body);
  const sold = items.filter(({ availability }) => availability !== 'out');
  const chosen = sold[Math.floor(Math.random() * sold.length)];
  if (chosen === undefined) throw new Error('No product is in stock. Set its stock under Products.');
  const shippingAddress = { recipient: 'Test Order', line1: '1 High Street', city: 'Berlin', country: 'DE' };
  const order = { items: [{ productId: chosen.id, quantity: 1 }], shippingAddress };
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const { body: placed } = await call('POST', '/api/v1/orders', order, headers);
  return `Order ${textIn(placed, 'number')} was placed.`;
};
