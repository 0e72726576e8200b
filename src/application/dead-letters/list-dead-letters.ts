import type { ProductImage } from '../../domain/image.ts';
import type { Due, Order } from '../../domain/order.ts';
import { imageOf } from '../../domain/product.ts';
import type { Capabilities } from '../capabilities.ts';
import { keyOfCursor, type Page, pageOf } from '../cursor.ts';
import type { DeadLetter, PoisonUpload } from '../ports/dead-letters.ts';
import type { ImageKey } from '../ports/images.ts';
import { causeOfDeadLetter, causeOfPoisonUpload, NOT_LOOKED_UP } from './explain-dead-letter.ts';
import { numberOfUpload } from './dead-letter-number.ts';
import { orderOf } from './revive-order.ts';

type Deps = Pick<Capabilities, 'deadLetters' | 'poisonUploads' | 'orders' | 'products' | 'clock' | 'log'>;

export type ListDeadLettersQuery = { limit: number; cursor?: string };

export type DeadLetterSource = 'process-order' | 'process-upload';

export type ListedDeadLetter = Omit<DeadLetter, 'session'> & {
  source: DeadLetterSource;
  ageSeconds: number;
  cause: string;
  order?: Pick<Order, 'id' | 'status' | 'attention'> & { due?: Due };
  image?: ImageKey & { status?: ProductImage['status'] };
};

/** `missing`: the sources that could not be read. The page is then incomplete. */
export type DeadLetterPage = Page<ListedDeadLetter> & { missing?: readonly DeadLetterSource[] };

type Row = { letter: DeadLetter } | { upload: PoisonUpload };

const SCOPE = JSON.stringify(['admin/dead-letters']);

/**
 * Messages of orders come before uploads. They sort by number, from which the broker can continue;
 * uploads sort by time and id.
 */
const uploadKey = ({ enqueuedAt, id }: PoisonUpload): string => `${enqueuedAt}|${id}`;
const keyOf = (row: Row): string => ('letter' in row ? row.letter.sequenceNumber : uploadKey(row.upload));
const isNumber = (key: string): boolean => /^\d+$/.test(key);

const ageSeconds = (enqueuedAt: string, now: Date): number =>
  Math.max(0, Math.floor((now.getTime() - Date.parse(enqueuedAt)) / 1000));

/**
 * The dead letters of orders and uploads, with the current state of each order or image. Takes and
 * changes nothing. It has to work while things are broken: details that cannot be looked up are
 * left out of their row, and one of the two sources may be down (`missing` says so).
 */
export const listDeadLetters = ({ deadLetters, poisonUploads, orders, products, clock, log }: Deps) => {
  const order = orderOf({ orders });

  const orNone = async <T>(source: DeadLetterSource, list: () => Promise<readonly T[]>) => {
    try {
      return { rows: await list(), failure: undefined };
    } catch (error) {
      log.warn('dead_letters_not_listed', { source, reason: String(error) });
      return { rows: [], failure: { error } };
    }
  };

  /** `found` is absent if the lookup failed. */
  const lookUp = async <T>(
    sequenceNumber: string,
    look: () => Promise<T | undefined>,
  ): Promise<{ found?: T | undefined }> => {
    try {
      return { found: await look() };
    } catch (error) {
      log.warn('dead_letter_not_looked_up', { sequenceNumber, reason: String(error) });
      return {};
    }
  };

  const rowsAfter = async (after: string | undefined, limit: number) => {
    const inQueue = after === undefined || isNumber(after);
    const letters = await orNone('process-order', async () =>
      inQueue ? deadLetters.list({ limit, ...(after !== undefined && { after }) }) : [],
    );
    const rows: Row[] = letters.rows.map((letter) => ({ letter }));
    const missing: DeadLetterSource[] = letters.failure ? ['process-order'] : [];
    if (rows.length >= limit) return { rows, missing };
    const listed = await orNone('process-upload', () => poisonUploads.list());
    if (listed.failure && (letters.failure || !inQueue)) throw listed.failure.error;
    const uploads = listed.rows
      .filter((upload) => inQueue || uploadKey(upload) > after)
      .toSorted((a, b) => (uploadKey(a) < uploadKey(b) ? -1 : 1));
    if (listed.failure) missing.push('process-upload');
    return { rows: [...rows, ...uploads.map((upload) => ({ upload }))], missing };
  };

  const listedLetter = async (letter: DeadLetter): Promise<ListedDeadLetter> => {
    const { session: _session, ...told } = letter;
    const looked = await lookUp(letter.sequenceNumber, () => order(letter));
    const stored = looked.found?.value;
    return {
      ...told,
      source: 'process-order',
      ageSeconds: ageSeconds(letter.enqueuedAt, clock()),
      cause: 'found' in looked ? causeOfDeadLetter(letter, stored) : NOT_LOOKED_UP.order,
      ...(stored && {
        order: {
          id: stored.id,
          status: stored.status,
          ...(stored.debt && { due: stored.debt.due }),
          ...(stored.attention && { attention: stored.attention }),
        },
      }),
    };
  };

  const listedUpload = async (upload: PoisonUpload): Promise<ListedDeadLetter> => {
    const { id, image, ...told } = upload;
    const looked = await lookUp(numberOfUpload(id), async () =>
      image ? imageOf((await products.get(image.productId))?.value, image.imageId) : undefined,
    );
    const recorded = looked.found;
    return {
      ...told,
      sequenceNumber: numberOfUpload(id),
      source: 'process-upload',
      messageId: id,
      ageSeconds: ageSeconds(upload.enqueuedAt, clock()),
      cause: 'found' in looked ? causeOfPoisonUpload(upload, recorded) : NOT_LOOKED_UP.image,
      ...(image && { image: { ...image, ...(recorded && { status: recorded.status }) } }),
    };
  };

  return async ({ limit, cursor }: ListDeadLettersQuery): Promise<DeadLetterPage> => {
    const after = cursor === undefined ? undefined : keyOfCursor(SCOPE, cursor);
    const { rows, missing } = await rowsAfter(after, limit + 1);
    const { items, ...page } = pageOf(rows, limit, SCOPE, keyOf);
    const told = items.map((row) => ('letter' in row ? listedLetter(row.letter) : listedUpload(row.upload)));
    return { items: await Promise.all(told), ...page, ...(missing.length > 0 && { missing }) };
  };
};
