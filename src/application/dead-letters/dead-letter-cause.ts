import type { ProductImage } from '../../domain/image.ts';
import type { Order } from '../../domain/order.ts';
import { orderIdIn } from '../../domain/order-id.ts';
import type { DeadLetter, PoisonUpload } from '../ports/dead-letters.ts';

/** Instead of a cause, where the look itself failed. */
export const NOT_LOOKED_UP = {
  order:
    'What became of the order of this message cannot be looked up now: try again later, and discard nothing until then.',
  image:
    'What became of the image of this upload cannot be looked up now: try again later, and discard nothing until then.',
};

const EXPIRED = 'TTLExpiredException';

const whatHappened = ({ attempt, reason }: DeadLetter): string => {
  const which = attempt === undefined ? 'the last attempt' : `attempt ${attempt + 1}`;
  const words = reason === undefined ? '' : ` (${reason.slice(0, 100)})`;
  return reason === EXPIRED ? `${which} was not worked off in time${words}` : `${which} failed for good${words}`;
};

/** One sentence for the operator: why an order's message is dead, and where that leaves its order. */
export const causeOfDeadLetter = (letter: DeadLetter, order: Order | undefined): string => {
  const orderId = orderIdIn(letter.body);
  if (orderId === undefined) return 'The body of the message names no order: there is nothing to replay, discard it.';
  if (order === undefined) return `The message is for order ${orderId}, which does not exist: discard it.`;
  const { status, due, attention } = order;
  const happened = whatHappened(letter);
  if (due === undefined)
    return `Order ${orderId} is ${status} and owes nothing any more, though ${happened}: discard it.`;
  const owing = `Order ${orderId} is ${status} and still owes "${due}"; ${happened}`;
  return attention === undefined
    ? `${owing}, and as the order is not marked, the relay goes on with it.`
    : `${owing}: ${attention.reason.replace(/\.$/, '')}.`;
};

/** The same for an upload that the host gave up on. */
export const causeOfPoisonUpload = ({ image }: PoisonUpload, recorded: ProductImage | undefined): string => {
  if (image === undefined) return 'The message names no upload of ours: there is nothing to replay, discard it.';
  const which = `Image ${image.imageId} of product ${image.productId}`;
  if (recorded === undefined)
    return `${which} was deleted after its upload could not be processed: discard the message.`;
  if (recorded.status === 'ready') return `${which} has become ready since its upload failed: discard the message.`;
  return `${which} is still ${recorded.status}: every try to process its upload failed with a fault, told in the log.`;
};
