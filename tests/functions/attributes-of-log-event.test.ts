import { attributesOfLogEvent } from '../../src/functions/attributes-of-log-event.ts';

test('the ids and the attempt that an event names are attributes, under names of their own', () => {
  const fields = {
    orderId: 'ord_1',
    productId: 'mug',
    imageId: 'img_1',
    eventId: 'evt_1',
    endpointId: 'whe_1',
    attempt: 2,
    reason: 'personal, or long',
  };

  expect(attributesOfLogEvent('order_attempt_failed', fields)).toStrictEqual({
    'hearth.order.id': 'ord_1',
    'hearth.product.id': 'mug',
    'hearth.image.id': 'img_1',
    'hearth.event.id': 'evt_1',
    'hearth.endpoint.id': 'whe_1',
    'hearth.attempt': 2,
  });
});

test('an id that is missing, or neither text nor a number, is no attribute', () => {
  expect(attributesOfLogEvent('order_placed', { orderId: { id: 'ord_1' }, productId: undefined })).toStrictEqual({});
});

test.each([
  [499, { 'http.response.status_code': 499 }],
  [500, { 'http.response.status_code': 500, 'error.type': '500' }],
])('a request has its status, and from 500 on it is an error: %i', (status, attributes) => {
  expect(attributesOfLogEvent('request', { status })).toStrictEqual(attributes);
});

test('only the status of a request is an HTTP status', () => {
  expect(attributesOfLogEvent('webhook_delivered', { status: 503 })).toStrictEqual({});
  expect(attributesOfLogEvent('upload_processed', { status: 'ready' })).toStrictEqual({});
  expect(attributesOfLogEvent('request', {})).toStrictEqual({});
});
