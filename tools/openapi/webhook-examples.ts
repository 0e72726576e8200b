// The examples of webhooks in the document. A test checks each of them against its schema.

const orderId = 'ord_2m9q0c8kd1v4r7tb_01h6f3k2p9d8c7b5a4s3q2r1t0';
const endpointId = 'whe_3k9m2c5d8f1g4h6j0a2b4c6e7q';
const eventId = `evt_${orderId}_confirmed`;

const createEndpoint = {
  url: 'https://hooks.example.com/hearth',
  types: ['order.confirmed', 'order.shipped'],
  description: 'The warehouse',
};

const putEndpoint = { ...createEndpoint, enabled: true };

const endpoint = {
  id: endpointId,
  ...putEndpoint,
  createdAt: '2026-11-01T08:00:00.000Z',
  updatedAt: '2026-11-01T08:00:00.000Z',
};

const delivery = {
  eventId,
  type: 'order.confirmed',
  subject: orderId,
  status: 'pending',
  createdAt: '2026-11-23T09:30:01.310Z',
  nextAt: '2026-11-23T09:31:07.082Z',
  attempts: [
    { at: '2026-11-23T09:30:01.402Z', ms: 88, status: 503, answer: 'down for maintenance' },
    { at: '2026-11-23T09:30:06.911Z', ms: 5001, error: 'connect_timeout' },
  ],
};

export const webhookExamples = {
  createEndpoint,
  putEndpoint,
  endpoint,
  endpoints: { items: [endpoint] },
  endpointWithSecret: { ...endpoint, secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDazfBAqRQ7vg=' },
  deliveryPage: { items: [delivery], nextCursor: 'eyJzY29wZSI6Im9yZGVycyJ9' },
  deliveriesOfEvent: { items: [{ endpointId, ...delivery }] },
  queuedTest: { eventId: `evt_${endpointId}_5t2v8s0q6p4m1k3j7h9g2f4d6c` },
  queuedEvent: { eventId },
} as const;
