import type { Container } from '@azure/cosmos';
import type { HeldReservation, Stock } from '../../application/ports/stock.ts';
import { adjustLevel } from './adjust-level.ts';
import { cosmosCall } from './cosmos-call.ts';
import { queryPages } from './cosmos-query.ts';
import { releaseUnits } from './release-units.ts';
import { stockBatch, toError } from './stock-batch.ts';
import {
  availableIn,
  burying,
  changingLevel,
  creating,
  LEVEL_ID,
  type LevelDocument,
  levelDocument,
  levelOf,
  type ReservationDocument,
} from './stock-documents.ts';
import { onlyIf } from './write-options.ts';

const NOT_FOUND = 404;
const CONFLICT = 409;
const PRECONDITION_FAILED = 412;

const STREAM_PAGE = 500;

/** Served by the index on the state. */
const heldQuery = "SELECT c.productId, c.id AS orderId, c.quantity FROM c WHERE c.state = 'held'";

/** One level per partition. The id is always indexed. */
const levelsQuery = 'SELECT * FROM c WHERE c.id = @level';

export const cosmosStock = (container: Container): Stock => {
  const levelItem = (productId: string) => container.item(LEVEL_ID, productId);

  return {
    level: async (productId) => {
      const { resource, etag } = await cosmosCall((abortSignal) =>
        levelItem(productId).read<LevelDocument>({ abortSignal }),
      );
      return resource && { value: levelOf(resource), etag };
    },

    createLevel: (productId, level) =>
      cosmosCall(
        async (abortSignal) => {
          const document = levelDocument(productId, level);
          const { etag } = await container.items.create(document, { abortSignal });
          return { value: level, etag };
        },
        { [CONFLICT]: 'exists' },
      ),

    replaceLevel: (productId, level, etag) =>
      cosmosCall(
        async (abortSignal) => {
          const answer = await levelItem(productId).replace(levelDocument(productId, level), {
            ...onlyIf(etag),
            abortSignal,
          });
          return { value: level, etag: answer.etag };
        },
        { [NOT_FOUND]: 'stale', [PRECONDITION_FAILED]: 'stale' },
      ),

    adjust: (productId, adjustment) => adjustLevel(container, productId, adjustment),

    // The reservation comes first: if it already exists, the order was served before, however
    // little stock is left.
    reserve: async (productId, orderId, quantity) => {
      const outcome = await stockBatch(container, productId, [
        creating({ id: orderId, productId, quantity, state: 'held' }),
        changingLevel({ available: -quantity, held: quantity }, { atLeast: quantity }),
      ]);
      if (outcome.done) {
        const after = availableIn(outcome.results[1]);
        return { outcome: 'held', change: { before: after + quantity, after } };
      }
      if (outcome.failedAt === 0 && outcome.status === CONFLICT) return { outcome: 'held', change: undefined };
      const isShort = outcome.failedAt === 1 && [NOT_FOUND, PRECONDITION_FAILED].includes(outcome.status);
      if (!isShort) throw toError(outcome);
      return { outcome: 'short', change: undefined };
    },

    release: (productId, orderId, quantity) => releaseUnits(container, productId, orderId, quantity),

    // A held reservation is never deleted, so a missing one is an expired tombstone.
    settle: async (productId, orderId, quantity) => {
      const outcome = await stockBatch(container, productId, [
        burying(orderId, 'settled'),
        changingLevel({ held: -quantity, shipped: quantity }),
      ]);
      if (outcome.done) return;
      const isSettled = outcome.failedAt === 0 && [NOT_FOUND, PRECONDITION_FAILED].includes(outcome.status);
      if (!isSettled) throw toError(outcome);
    },

    reservation: async (productId, orderId) => {
      const { resource } = await cosmosCall((abortSignal) =>
        container.item(orderId, productId).read<ReservationDocument>({ abortSignal }),
      );
      return resource && { quantity: resource.quantity, state: resource.state };
    },

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
          yield { productId: document.productId, value: levelOf(document), etag: document._etag };
        }
      }
    },
  };
};
