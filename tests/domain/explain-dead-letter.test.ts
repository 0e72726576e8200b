import type { DeadLetter } from '../../src/application/ports/dead-letters.ts';
import { explainDeadLetter, explainPoisonUpload } from '../../src/domain/explain-dead-letter.ts';
import { awaitingImage, readyImage } from '../../src/domain/image.ts';
import { confirm, newOrder } from '../../src/domain/order.ts';
import { timedOrderId } from '../../src/domain/order-id.ts';
import { toCustomerId, toImageId, toProductId } from '../support/ids.ts';
import { address } from '../support/shop.ts';

const at = '2026-03-01T12:00:00.000Z';
const id = timedOrderId(toCustomerId('alice'), new Date(at), new Uint8Array(10));

const letter = (more: Partial<DeadLetter> = {}): DeadLetter => ({
  sequenceNumber: '1',
  messageId: 'm',
  deliveryCount: 1,
  enqueuedAt: at,
  body: { orderId: id },
  ...more,
});

const placed = newOrder({
  id,
  customerId: toCustomerId('alice'),
  currency: 'EUR',
  items: [],
  shippingAddress: address,
  commandHash: '',
  placedAt: at,
});
const marked = { ...placed, attention: { reason: 'Version 1.5 did not answer.', since: at } };

test.each<[string, DeadLetter, typeof placed | undefined, string]>([
  [
    'names no order',
    letter({ body: {} }),
    undefined,
    'The message names no order, so there is nothing to replay. Discard it.',
  ],
  ['has lost its order', letter(), undefined, `The message is for order ${id}, which does not exist. Discard it.`],
  [
    'is over',
    letter({ attempt: 3 }),
    confirm(placed, at),
    `Order ${id} is confirmed and has nothing due any more, although attempt 3 failed for good. Discard the message.`,
  ],
  [
    'is not marked, and does not say which attempt it was',
    letter({ reason: 'MaxDeliveryCountExceeded' }),
    placed,
    `Order ${id} is placed and "reserve" is still due; the last attempt failed for good (MaxDeliveryCountExceeded). The order is not marked for attention, so the relay keeps sending for it.`,
  ],
  [
    'came too late for a marked order',
    letter({ attempt: 1, reason: 'TTLExpiredException' }),
    marked,
    `Order ${id} is placed and "reserve" is still due; attempt 1 was not processed in time (TTLExpiredException): Version 1.5 did not answer.`,
  ],
])('a letter that %s', (_, dead, order, cause) => {
  expect(explainDeadLetter(dead, order)).toBe(cause);
});

test('of a reason that anybody may have written, a hundred characters are shown', () => {
  expect(explainDeadLetter(letter({ reason: 'x'.repeat(500) }), placed)).toContain(`(${'x'.repeat(100)})`);
});

const image = { productId: toProductId('mug'), imageId: toImageId('i1') };
const recorded = awaitingImage(toImageId('i1'), at);

test.each([
  [undefined, undefined, 'The message names no upload of this shop, so there is nothing to replay. Discard it.'],
  [image, undefined, 'Image i1 of product mug was deleted after its upload failed. Discard the message.'],
  [
    image,
    readyImage(recorded, { width: 1, height: 1, placeholder: '' }, []),
    'Image i1 of product mug has become ready since its upload failed. Discard the message.',
  ],
  [
    image,
    recorded,
    'Image i1 of product mug is still awaiting_upload: every attempt to process its upload failed. The log has the errors.',
  ],
])('an upload %j whose image is %j', (key, status, cause) => {
  const upload = { id: 'u', enqueuedAt: at, deliveryCount: 5, body: {}, ...(key && { image: key }) };
  expect(explainPoisonUpload(upload, status)).toBe(cause);
});
