import type { ProductImage } from '../domain/image.ts';
import type { Order } from '../domain/order.ts';
import { imageOf } from '../domain/product.ts';
import { keyOfCursor, type Page, pageOf } from './cursor.ts';
import { causeOfDeadLetter, causeOfPoisonUpload } from './dead-letter-cause.ts';
import { numberOfUpload } from './dead-letter-number.ts';
import type {
  Clock,
  DeadLetter,
  DeadLetters,
  ImageKey,
  Orders,
  PoisonUpload,
  PoisonUploads,
  Products,
} from './ports.ts';
import { orderOf } from './revive-order.ts';

export type ListDeadLettersDeps = {
  deadLetters: DeadLetters;
  poisonUploads: PoisonUploads;
  orders: Orders;
  products: Products;
  clock: Clock;
};

export type ListDeadLettersQuery = { limit: number; cursor?: string };

export type ListedDeadLetter = Omit<DeadLetter, 'session'> & {
  source: 'process-order' | 'process-upload';
  ageSeconds: number;
  cause: string;
  order?: Pick<Order, 'id' | 'status' | 'due' | 'attention'>;
  image?: ImageKey & { status?: ProductImage['status'] };
};

type Row = { letter: DeadLetter } | { upload: PoisonUpload };

const SCOPE = JSON.stringify(['admin/dead-letters']);

/** Orders' messages sort before uploads: by their numbers, which the broker lets us go on from; uploads by time and id. */
const uploadKey = ({ enqueuedAt, id }: PoisonUpload): string => `${enqueuedAt}|${id}`;
const keyOf = (row: Row): string => ('letter' in row ? row.letter.sequenceNumber : uploadKey(row.upload));
const isNumber = (key: string): boolean => /^\d+$/.test(key);

const ageSeconds = (enqueuedAt: string, now: Date): number =>
  Math.max(0, Math.floor((now.getTime() - Date.parse(enqueuedAt)) / 1000));

/** What the broker and the host gave up on, with what became of the orders and images meant. Takes and changes nothing. */
export const listDeadLetters = ({ deadLetters, poisonUploads, orders, products, clock }: ListDeadLettersDeps) => {
  const order = orderOf({ orders });

  const rowsAfter = async (after: string | undefined, limit: number): Promise<readonly Row[]> => {
    const inQueue = after === undefined || isNumber(after);
    const letters = inQueue ? await deadLetters.list({ limit, ...(after !== undefined && { after }) }) : [];
    const rows: Row[] = letters.map((letter) => ({ letter }));
    if (rows.length >= limit) return rows;
    const uploads = (await poisonUploads.list())
      .filter((upload) => inQueue || uploadKey(upload) > after)
      .toSorted((a, b) => (uploadKey(a) < uploadKey(b) ? -1 : 1));
    return [...rows, ...uploads.map((upload) => ({ upload }))].slice(0, limit);
  };

  const listedLetter = async (letter: DeadLetter): Promise<ListedDeadLetter> => {
    const { session: _session, ...told } = letter;
    const stored = (await order(letter))?.value;
    return {
      ...told,
      source: 'process-order',
      ageSeconds: ageSeconds(letter.enqueuedAt, clock()),
      cause: causeOfDeadLetter(letter, stored),
      ...(stored && {
        order: {
          id: stored.id,
          status: stored.status,
          ...(stored.due && { due: stored.due }),
          ...(stored.attention && { attention: stored.attention }),
        },
      }),
    };
  };

  const listedUpload = async (upload: PoisonUpload): Promise<ListedDeadLetter> => {
    const { id, image, ...told } = upload;
    const recorded = image && imageOf((await products.get(image.productId))?.value, image.imageId);
    return {
      ...told,
      sequenceNumber: numberOfUpload(id),
      source: 'process-upload',
      messageId: id,
      ageSeconds: ageSeconds(upload.enqueuedAt, clock()),
      cause: causeOfPoisonUpload(upload, recorded),
      ...(image && { image: { ...image, ...(recorded && { status: recorded.status }) } }),
    };
  };

  return async ({ limit, cursor }: ListDeadLettersQuery): Promise<Page<ListedDeadLetter>> => {
    const after = cursor === undefined ? undefined : keyOfCursor(SCOPE, cursor);
    const { items, ...page } = pageOf(await rowsAfter(after, limit + 1), limit, SCOPE, keyOf);
    const told = items.map((row) => ('letter' in row ? listedLetter(row.letter) : listedUpload(row.upload)));
    return { items: await Promise.all(told), ...page };
  };
};
