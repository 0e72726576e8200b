import { order } from './sample-answers.ts';

/** An order with all that staff see of it. Placed an hour before the commands run, at noon. */
export const fullOrder = (more: Record<string, unknown> = {}) => ({
  ...order('ord_a_1', '2026-11-24T11:00:00.000Z'),
  number: 'XWCR-2YMZ-PZ0K',
  customerId: 'alice',
  currency: 'EUR',
  total: 89_000,
  items: [{ productId: 'kettle', name: 'Kettle', quantity: 2, unitPrice: 44_500, lineTotal: 89_000 }],
  dueSince: '2026-11-24T11:58:00.000Z',
  ...more,
});
