import type { Container } from '@azure/cosmos';
import type { Stock } from '../../application/ports/stock.ts';
import { etagOf } from '../../domain/etag.ts';
import type { ProductId } from '../../domain/product.ts';
import type { Reservation } from '../../domain/stock.ts';
import { adjustLevel } from './adjust-level.ts';
import { queryEach } from './cosmos-query.ts';
import { readItem, readLatestItem } from './read-item.ts';
import { releaseUnits } from './release-units.ts';
import { reserveUnits } from './reserve-units.ts';
import { settleUnits } from './settle-units.ts';
import { LEVEL_ID, type LevelDocument, levelDocument, levelOf, type ReservationDocument } from './stock-documents.ts';
import { createItem, replaceItem, versionOf } from './write-item.ts';

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

    createLevel: (productId, level) => createItem(container, levelDocument(productId, level), versionOf(level)),

    replaceLevel: (productId, level, etag) =>
      replaceItem(levelItem(productId), levelDocument(productId, level), etag, versionOf(level)),

    adjust: adjustLevel(container),
    reserve: reserveUnits(container),
    release: releaseUnits(container),
    settle: settleUnits(container),

    reservation: async (productId, orderId) =>
      (await readItem(container.item(orderId, productId), reservationOf))?.value,

    listHeld: (productId) => {
      const partition = productId === undefined ? {} : { partitionKey: productId };
      return queryEach(container, heldQuery, {}, { maxItemCount: STREAM_PAGE, ...partition });
    },

    async *listLevels() {
      const levels = queryEach<LevelDocument & { _etag: string }>(
        container,
        levelsQuery,
        { level: LEVEL_ID },
        { maxItemCount: STREAM_PAGE },
      );
      for await (const document of levels) {
        yield { productId: document.productId, value: levelOf(document), etag: etagOf(document._etag) };
      }
    },
  };
};
