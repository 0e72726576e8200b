import type { Container } from '@azure/cosmos';
import type { Stock, StockAdjustment } from '../../application/ports/stock.ts';
import type { Etag } from '../../domain/etag.ts';
import type { ProductId } from '../../domain/product.ts';
import { emptyLevel } from '../../domain/stock.ts';
import { atomicBatch, creating, type FailedBatch, toError } from './atomic-batch.ts';
import { cosmosCall } from './cosmos-call.ts';
import { readLatestItem } from './read-item.ts';
import { repeatUntilSettled } from './repeat-until-settled.ts';
import {
  availableIn,
  changingLevel,
  hasAvailable,
  hasRoomFor,
  LEVEL_ID,
  levelDocument,
  levelOf,
  type MarkerDocument,
  markerDocument,
} from './stock-documents.ts';

type Adjustment = Awaited<ReturnType<Stock['adjust']>>;

const toAdjusted = (before: number, after: number): Adjustment => ({ outcome: 'adjusted', change: { before, after } });

const toUnchanged = (outcome: Exclude<Adjustment['outcome'], 'adjusted'>): Adjustment => ({
  outcome,
  change: undefined,
});

/** 'absent' becomes a tag that no document has: if there is a level, the write fails. */
const toEtag = (only: { etag: Etag } | 'absent'): string => (only === 'absent' ? '"absent"' : only.etag);

/** The key was used before. 'again' if its marker has expired since. */
const replay = async (
  container: Container,
  { id, productId, delta }: MarkerDocument,
): Promise<Adjustment | 'again'> => {
  const { resource } = await cosmosCall((abortSignal) =>
    container.item(id, productId).read<MarkerDocument>({ abortSignal }),
  );
  if (!resource) return 'again';
  return toUnchanged(resource.delta === delta ? 'replayed' : 'reused');
};

/** Both conditions fail with the same status. Only the latest level tells which one failed. */
const findFailedCondition = async (
  container: Container,
  productId: ProductId,
  { delta, only }: StockAdjustment,
): Promise<'short' | 'full' | 'stale'> => {
  const refusal = delta < 0 ? 'short' : 'full';
  if (only === undefined) return refusal;
  const level = await readLatestItem(container.item(LEVEL_ID, productId), levelOf);
  return level?.etag === toEtag(only) ? refusal : 'stale';
};

/** 'again' if somebody else has created the level meanwhile. */
const createLevel = async (container: Container, marker: MarkerDocument): Promise<Adjustment | 'again'> => {
  const { productId, delta } = marker;
  const created = await atomicBatch(container, productId, [
    creating(marker),
    creating(levelDocument(productId, { ...emptyLevel, received: delta, available: delta })),
  ]);
  if (created.done) return toAdjusted(0, delta);
  if (created.status !== 409) throw toError(created);
  return created.failedAt === 0 ? replay(container, marker) : 'again';
};

const nameRefusal = ({ failedAt, status }: FailedBatch) => {
  if (failedAt === 0 && status === 409) return 'marker_exists';
  if (status === 412) return 'condition_failed';
  return status === 404 ? 'level_missing' : 'unexpected';
};

const adjustOnce = async (
  container: Container,
  productId: ProductId,
  adjustment: StockAdjustment,
): Promise<Adjustment | 'again'> => {
  const { delta, idempotencyKey, only } = adjustment;
  const marker = markerDocument(productId, idempotencyKey, delta);
  const conditions = {
    where: delta < 0 ? hasAvailable(-delta) : hasRoomFor(delta),
    ifMatch: only && toEtag(only),
  };
  const changed = await atomicBatch(container, productId, [
    creating(marker),
    changingLevel({ received: delta, available: delta }, conditions),
  ]);
  if (changed.done) {
    const after = availableIn(changed.results[1]);
    return toAdjusted(after - delta, after);
  }
  switch (nameRefusal(changed)) {
    case 'marker_exists':
      return replay(container, marker);
    case 'condition_failed':
      return toUnchanged(await findFailedCondition(container, productId, adjustment));
    case 'level_missing':
      if (only !== undefined && only !== 'absent') return toUnchanged('stale');
      return delta < 0 ? toUnchanged('short') : createLevel(container, marker);
    case 'unexpected':
      throw toError(changed);
  }
};

/** See `Stock.adjust`. */
export const adjustLevel =
  (container: Container): Stock['adjust'] =>
  (productId, adjustment) =>
    repeatUntilSettled(() => adjustOnce(container, productId, adjustment));
