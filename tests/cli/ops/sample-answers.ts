export const deadLetter = (sequenceNumber: string, more: Record<string, unknown> = {}) => ({
  sequenceNumber,
  source: 'process-order',
  reason: 'MaxDeliveryCountExceeded',
  cause: 'The order failed on its last attempt.',
  deliveryCount: 5,
  enqueuedAt: '2026-11-24T11:00:00.000Z',
  ageSeconds: 3600,
  body: { orderId: 'ord_a_1' },
  order: { id: 'ord_a_1', status: 'placed', due: 'reserve' },
  ...more,
});

export const order = (id: string, placedAt: string, more: Record<string, unknown> = {}) => ({
  id,
  status: 'placed',
  placedAt,
  due: 'reserve',
  ...more,
});

export const page = (items: unknown[], nextCursor?: string) => ({ status: 200, json: { items, nextCursor } });

const totals = { placed: 3, confirmed: 2, rejected: 1, cancelled: 0, shipped: 0, units: 4, revenue: 123_456 };

export const report = (date: string) => ({
  date,
  totals: [{ currency: 'EUR', ...totals }],
  products: [{ currency: 'EUR', productId: 'kettle', name: 'Kettle', ...totals }],
});
