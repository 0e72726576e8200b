import type { ImageId, ProductImage } from './image.ts';
import type { Order } from './order.ts';
import { orderIdIn } from './order-id.ts';
import type { ProductId } from './product.ts';

/** `attempt`: from 1. */
type DeadMessage = { body: unknown; attempt?: number | undefined; reason?: string | undefined };

/** Shown instead of a cause if the lookup failed. */
export const NOT_LOOKED_UP = {
  order:
    'The order of this message cannot be looked up now. Try again later, and do not discard the message until then.',
  image:
    'The image of this upload cannot be looked up now. Try again later, and do not discard the message until then.',
};

const EXPIRED = 'TTLExpiredException';

const describeLastAttempt = ({ attempt, reason }: DeadMessage): string => {
  const which = attempt === undefined ? 'the last attempt' : `attempt ${attempt}`;
  const words = reason === undefined ? '' : ` (${reason.slice(0, 100)})`;
  return reason === EXPIRED ? `${which} was not processed in time${words}` : `${which} failed for good${words}`;
};

/** One sentence for the operator: why the message is dead, and what that means for its order. */
export const explainDeadLetter = (
  letter: DeadMessage,
  order: Pick<Order, 'status' | 'debt' | 'attention'> | undefined,
): string => {
  const orderId = orderIdIn(letter.body);
  if (orderId === undefined) return 'The message names no order, so there is nothing to replay. Discard it.';
  if (order === undefined) return `The message is for order ${orderId}, which does not exist. Discard it.`;
  const { status, debt, attention } = order;
  const happened = describeLastAttempt(letter);
  if (debt === undefined)
    return `Order ${orderId} is ${status} and has nothing due any more, although ${happened}. Discard the message.`;
  const owing = `Order ${orderId} is ${status} and "${debt.due}" is still due; ${happened}`;
  return attention === undefined
    ? `${owing}. The order is not marked for attention, so the relay keeps sending for it.`
    : `${owing}: ${attention.reason.replace(/\.$/, '')}.`;
};

/** The same for an upload that the host gave up on. */
export const explainPoisonUpload = (
  { image }: { image?: { productId: ProductId; imageId: ImageId } | undefined },
  recorded: ProductImage | undefined,
): string => {
  if (image === undefined)
    return 'The message names no upload of this shop, so there is nothing to replay. Discard it.';
  const which = `Image ${image.imageId} of product ${image.productId}`;
  if (recorded === undefined) return `${which} was deleted after its upload failed. Discard the message.`;
  if (recorded.status === 'ready') return `${which} has become ready since its upload failed. Discard the message.`;
  return `${which} is still ${recorded.status}: every attempt to process its upload failed. The log has the errors.`;
};
