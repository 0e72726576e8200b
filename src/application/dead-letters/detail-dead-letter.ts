import { describeFailure } from '../../domain/describe-failure.ts';
import { explainDeadLetter, explainPoisonUpload, NOT_LOOKED_UP } from '../../domain/explain-dead-letter.ts';
import type { ProductImage } from '../../domain/image.ts';
import type { Due, Order } from '../../domain/order.ts';
import { orderIdIn } from '../../domain/order-id.ts';
import type { Capabilities } from '../capabilities.ts';
import { loadWithImage } from '../images/load-with-image.ts';
import type { DeadLetter, PoisonUpload } from '../ports/dead-letters.ts';
import type { ImageKey } from '../ports/images.ts';
import { uploadNumber } from './dead-letter-number.ts';

type Deps = Pick<Capabilities, 'orders' | 'products' | 'clock' | 'log'>;

export type DeadLetterSource = 'process-order' | 'process-upload';

type OrderSummary = Pick<Order, 'id' | 'status' | 'attention'> & { due?: Due };

export type ListedDeadLetter = Omit<DeadLetter, 'origin'> & {
  /** The request that caused the message, if one did. */
  requestId?: string | undefined;
  source: DeadLetterSource;
  ageSeconds: number;
  cause: string;
  order?: OrderSummary | undefined;
  image?: (ImageKey & { status?: ProductImage['status'] }) | undefined;
};

const ageSeconds = (enqueuedAt: string, now: Date): number =>
  Math.max(0, Math.floor((now.getTime() - Date.parse(enqueuedAt)) / 1000));

const summarizeOrder = ({ id, status, debt, attention }: Order): OrderSummary => ({
  id,
  status,
  ...(debt && { due: debt.due }),
  ...(attention && { attention }),
});

/** Adds the current state of its order or image to a dead letter. Never rejects. */
export const detailDeadLetter = ({ orders, products, clock, log }: Deps) => {
  const load = loadWithImage({ products });

  // The operator discards what names no order or owes nothing, so the read must not be stale.
  const loadOrder = async ({ body }: DeadLetter): Promise<Order | undefined> => {
    const orderId = orderIdIn(body);
    return orderId && (await orders.getLatest(orderId))?.value;
  };

  /** `found` is absent if the lookup failed. */
  const lookUp = async <T>(sequenceNumber: string, load: () => Promise<T>): Promise<{ found?: T }> => {
    try {
      return { found: await load() };
    } catch (error) {
      log.warn('dead_letter_not_looked_up', { sequenceNumber, ...describeFailure(error) });
      return {};
    }
  };

  return {
    detailLetter: async (letter: DeadLetter): Promise<ListedDeadLetter> => {
      const lookup = await lookUp(letter.sequenceNumber, () => loadOrder(letter));
      const order = lookup.found;
      const { origin, ...fields } = letter;
      return {
        ...fields,
        requestId: origin?.requestId,
        source: 'process-order',
        ageSeconds: ageSeconds(letter.enqueuedAt, clock()),
        cause: 'found' in lookup ? explainDeadLetter(letter, order) : NOT_LOOKED_UP.order,
        order: order && summarizeOrder(order),
      };
    },

    detailUpload: async (upload: PoisonUpload): Promise<ListedDeadLetter> => {
      const { id, image: key, ...fields } = upload;
      const lookup = await lookUp(uploadNumber(id), async () => key && (await load(key))?.image);
      const image = lookup.found;
      return {
        ...fields,
        sequenceNumber: uploadNumber(id),
        source: 'process-upload',
        messageId: id,
        ageSeconds: ageSeconds(upload.enqueuedAt, clock()),
        cause: 'found' in lookup ? explainPoisonUpload(upload, image) : NOT_LOOKED_UP.image,
        image: key && { ...key, ...(image && { status: image.status }) },
      };
    },
  };
};
