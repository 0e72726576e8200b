import { order } from './sample-answers.ts';

export const ID = 'whe_abc';

export const endpoint = (more: Record<string, unknown> = {}) => ({
  id: ID,
  url: 'https://hooks.example.com/hearth',
  types: ['order.confirmed', 'order.shipped'],
  enabled: true,
  createdAt: '2026-11-24T11:00:00.000Z',
  updatedAt: '2026-11-24T11:00:00.000Z',
  ...more,
});

const subject = order('ord_a_1', '2026-11-24T11:00:00.000Z').id;

export const delivery = (more: Record<string, unknown> = {}) => ({
  eventId: `evt_${subject}_shipped`,
  type: 'order.shipped',
  subject,
  status: 'pending',
  createdAt: '2026-11-24T11:00:00.000Z',
  nextAt: '2026-11-24T11:30:00.000Z',
  attempts: [{ at: '2026-11-24T11:00:00.100Z', ms: 31, status: 503, answer: 'maintenance' }],
  ...more,
});

export const event = (more: Record<string, unknown> = {}) => ({
  id: `evt_${subject}_shipped`,
  type: 'order.shipped',
  subject,
  time: '2026-11-24T11:00:00.000Z',
  version: '3',
  data: { id: subject },
  ...more,
});
