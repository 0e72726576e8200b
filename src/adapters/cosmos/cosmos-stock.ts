import type { Container } from '@azure/cosmos';
import type { HeldReservation, Stock } from '../../application/ports/stock.ts';
import { etagOf } from '../../domain/etag.ts';
import type { ProductId } from '../../domain/product.ts';
import type { Reservation } from '../../domain/stock.ts';
import { adjustLevel } from './adjust-level.ts';
import { cosmosCall } from './cosmos-call.ts';
import { queryPages } from './cosmos-query.ts';
import { readItem, readLatestItem } from './read-item.ts';
import { releaseUnits } from './release-units.ts';
import { reserveUnits } from './reserve-units.ts';
import { settleUnits } from './settle-units.ts';
import { LEVEL_ID, type LevelDocument, levelDocument, levelOf, type ReservationDocument } from './stock-documents.ts';
import { onlyIf } from './write-options.ts';

const STREAM_PAGE = 500;

/** Served by the index on the state. */
const heldQuery = "SELECT c.productId, c.id AS orderId, c.quantity FROM c WHERE c.state = 'held'";

/** One level per partition. The id is always indexed. */
const levelsQuery = 'SELECT * FROM c WHERE c.id = @level';

const reservationOf = ({ quantity, state }: ReservationDocument): Reservation => ({ quantity, state });

export const cosmosStock = (container: Container): Stock => {
  const levelItem = (productId: ProductId) => container.item(LEVEL_ID, productId);

  return {
    level: (productId) => readItem(levelItem(productId), levelOf),

    latestLevel: (productId) => readLatestItem(levelItem(productId), levelOf),

    createLevel: (productId, level) =>
      cosmosCall(
        async (abortSignal) => {
          const document = levelDocument(productId, level);
          const { etag } = await container.items.create(document, { abortSignal });
          return { value: level, etag: etagOf(etag) };
        },
        { 409: 'exists' },
      ),

    replaceLevel: (productId, level, etag) =>
      cosmosCall(
        async (abortSignal) => {
          const answer = await levelItem(productId).replace(levelDocument(productId, level), {
            ...onlyIf(etag),
            abortSignal,
          });
          return { value: level, etag: etagOf(answer.etag) };
        },
        { 404: 'stale', 412: 'stale' },
      ),

    adjust: (productId, adjustment) => adjustLevel(container, productId, adjustment),
    reserve: (productId, orderId, quantity) => reserveUnits(container, productId, orderId, quantity),
    release: (productId, orderId, quantity) => releaseUnits(container, productId, orderId, quantity),
    settle: (productId, orderId, quantity) => settleUnits(container, productId, orderId, quantity),

    reservation: async (productId, orderId) =>
      (await readItem(container.item(orderId, productId), reservationOf))?.value,

    async *listHeld(productId): AsyncGenerator<HeldReservation> {
      const pages = queryPages<HeldReservation>(
        container,
        heldQuery,
        {},
        { maxItemCount: STREAM_PAGE, ...(productId !== undefined && { partitionKey: productId }) },
      );
      for await (const page of pages) yield* page;
    },

    async *listLevels() {
      const pages = queryPages<LevelDocument & { _etag: string }>(
        container,
        levelsQuery,
        { level: LEVEL_ID },
        { maxItemCount: STREAM_PAGE },
      );
      for await (const page of pages) {
        for (const document of page) {
          yield { productId: document.productId, value: levelOf(document), etag: etagOf(document._etag) };
        }
      }
    },
  };
};
