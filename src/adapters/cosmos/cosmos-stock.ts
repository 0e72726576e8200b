import type { Container } from '@azure/cosmos';
import type { HeldReservation, Stock, StockAdjustment } from '../../application/ports/stock.ts';
import { Unavailable } from '../../domain/errors.ts';
import { emptyLevel } from '../../domain/stock.ts';
import { cosmosCall } from './cosmos-call.ts';
import { queryPages } from './cosmos-query.ts';
import { stockBatch, unexpected } from './stock-batch.ts';
import {
  availableIn,
  burying,
  changingLevel,
  creating,
  LEVEL_ID,
  type LevelDocument,
  levelDocument,
  levelOf,
  type MarkerDocument,
  markerDocument,
  type ReservationDocument,
  tombstone,
} from './stock-documents.ts';
import { onlyIf } from './write-options.ts';

const NOT_FOUND = 404;
const CONFLICT = 409;
const PRECONDITION_FAILED = 412;

/** A document may appear or vanish between two steps, but hardly again and again. */
const ROUNDS = 5;

/** Repeats a step until it no longer meets documents that changed while it ran. */
const untilSettled = async <T>(step: () => Promise<T | 'again'>): Promise<T> => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const outcome = await step();
    if (outcome !== 'again') return outcome;
  }
  throw new Unavailable('cosmos', { cause: new Error('The stock documents kept changing.') });
};

const STREAM_PAGE = 500;

/** Served by the index on the state. */
const heldQuery = "SELECT c.productId, c.id AS orderId, c.quantity FROM c WHERE c.state = 'held'";

/** One level per partition. The id is always indexed. */
const levelsQuery = 'SELECT * FROM c WHERE c.id = @level';

/** 'absent' becomes a tag that no document has: if there is a level, the write fails. */
const etagOf = (only: { etag: string } | 'absent'): string => (only === 'absent' ? '"absent"' : only.etag);

export const cosmosStock = (container: Container): Stock => {
  const levelItem = (productId: string) => container.item(LEVEL_ID, productId);

  const markerOf = async (productId: string, id: string): Promise<MarkerDocument | undefined> => {
    const answer = await cosmosCall((abortSignal) =>
      container.item(id, productId).read<MarkerDocument>({ abortSignal }),
    );
    return answer.resource;
  };

  const isAt = async (productId: string, etag: string): Promise<boolean> => {
    const answer = await cosmosCall((abortSignal) => levelItem(productId).read<LevelDocument>({ abortSignal }));
    return answer.etag === etag;
  };

  const adjustOnce = async (productId: string, { delta, idempotencyKey, only }: StockAdjustment) => {
    const marker = markerDocument(productId, idempotencyKey, delta);
    const unchanged = <O extends string>(outcome: O) => ({ outcome, change: undefined });
    const replay = async () => {
      const stored = await markerOf(productId, marker.id);
      if (!stored) return 'again';
      return unchanged(stored.delta === delta ? 'replayed' : 'reused');
    };

    const changed = await stockBatch(container, productId, [
      creating(marker),
      changingLevel(
        { received: delta, available: delta },
        { ...(delta < 0 && { atLeast: -delta }), ...(only !== undefined && { ifMatch: etagOf(only) }) },
      ),
    ]);
    if (changed.done) {
      const after = availableIn(changed.results[1]);
      return { outcome: 'adjusted' as const, change: { before: after - delta, after } };
    }
    if (changed.failedAt === 0 && changed.status === CONFLICT) return replay();
    // Both conditions fail with the same status. Only reading the level tells which one failed.
    if (changed.status === PRECONDITION_FAILED) {
      return only === undefined || (await isAt(productId, etagOf(only))) ? unchanged('short') : unchanged('stale');
    }
    if (changed.status !== NOT_FOUND) throw unexpected(changed);
    if (only !== undefined && only !== 'absent') return unchanged('stale');
    if (delta < 0) return unchanged('short');

    const created = await stockBatch(container, productId, [
      creating(marker),
      creating(levelDocument(productId, { ...emptyLevel, received: delta, available: delta })),
    ]);
    if (created.done) return { outcome: 'adjusted' as const, change: { before: 0, after: delta } };
    if (created.status !== CONFLICT) throw unexpected(created);
    return created.failedAt === 0 ? replay() : 'again';
  };

  const releaseOnce = async (productId: string, orderId: string, quantity: number) => {
    const outcome = await stockBatch(container, productId, [
      burying(orderId, 'released'),
      changingLevel({ available: quantity, held: -quantity }),
    ]);
    if (outcome.done) {
      const after = availableIn(outcome.results[1]);
      return { before: after - quantity, after };
    }
    if (outcome.failedAt !== 0) throw unexpected(outcome);
    if (outcome.status === PRECONDITION_FAILED) return undefined;
    if (outcome.status !== NOT_FOUND) throw unexpected(outcome);
    return cosmosCall(
      async (abortSignal) => {
        await container.items.create(tombstone(productId, orderId), { abortSignal });
        return undefined;
      },
      { [CONFLICT]: 'again' },
    );
  };

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

    adjust: (productId, adjustment) => untilSettled(() => adjustOnce(productId, adjustment)),

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
      const short = outcome.failedAt === 1 && [NOT_FOUND, PRECONDITION_FAILED].includes(outcome.status);
      if (!short) throw unexpected(outcome);
      return { outcome: 'short', change: undefined };
    },

    release: (productId, orderId, quantity) => untilSettled(() => releaseOnce(productId, orderId, quantity)),

    // A held reservation is never deleted, so a missing one is an expired tombstone.
    settle: async (productId, orderId, quantity) => {
      const outcome = await stockBatch(container, productId, [
        burying(orderId, 'settled'),
        changingLevel({ held: -quantity, shipped: quantity }),
      ]);
      if (outcome.done) return;
      const before = outcome.failedAt === 0 && [NOT_FOUND, PRECONDITION_FAILED].includes(outcome.status);
      if (!before) throw unexpected(outcome);
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
