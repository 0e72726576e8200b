import { routeEventId, routeImageKey, routeOrderId, routeProductId } from '../../../src/functions/http/route-id.ts';
import { routeDeliveryKey, routeEndpointId } from '../../../src/functions/http/webhooks/route-webhook-ids.ts';

const ulid = '0'.repeat(26);
const order = `ord_${'0'.repeat(16)}_${ulid}`;
const event = `evt_${order}_placed`;
const endpoint = `whe_${ulid}`;

// An id that is malformed names no partition, and some stores reject it with another status.

test.each([
  ['order', routeOrderId, { id: order }, order],
  ['product', routeProductId, { id: 'mug' }, 'mug'],
  ['image', routeImageKey, { id: 'mug', imageId: ulid }, { productId: 'mug', imageId: ulid }],
  ['event', routeEventId, { id: event }, event],
  ['webhook endpoint', routeEndpointId, { id: endpoint }, endpoint],
  ['delivery', routeDeliveryKey, { id: endpoint, eventId: event }, { endpointId: endpoint, eventId: event }],
] as const)(
  'a well-formed id of an %s is read, any other is not found before a store sees it',
  (_, read, params, id) => {
    expect(read({ params })).toEqual(id);

    for (const name of Object.keys(params)) {
      for (const wrong of ['', 'A', `${id}x/`, `${id}\n`]) {
        const given = { params: { ...params, [name]: wrong } };
        expect(() => read(given)).toThrow(expect.objectContaining({ code: 'not_found' }));
      }
      const { [name]: _left, ...others } = { ...params } as Record<string, string>;
      expect(() => read({ params: others })).toThrow(expect.objectContaining({ code: 'not_found' }));
    }
  },
);
