import type { EndpointId } from './endpoint-id.ts';
import { type ShopEvent, TEST_EVENT } from './event.ts';
import { testEventId } from './event-id.ts';

/** What an endpoint gets when staff test it. `entropy`: 16 random bytes. */
export const newTestEvent = (endpointId: EndpointId, now: string, entropy: Uint8Array): ShopEvent => ({
  id: testEventId(endpointId, entropy),
  type: TEST_EVENT,
  subject: endpointId,
  time: now,
  version: '1',
  data: { endpointId, message: 'This is a test: nothing happened in the shop.' },
});
