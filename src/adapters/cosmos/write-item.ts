import type { Container, Item, ItemDefinition, ItemResponse, PatchRequestBody } from '@azure/cosmos';
import type { Versioned } from '../../application/ports/versioned.ts';
import { etagOf } from '../../domain/etag.ts';
import { cosmosCall } from './cosmos-call.ts';

/** Not for creates: the client reads the new item's id from the body of the answer. */
const withoutBody = { initialHeaders: { Prefer: 'return=minimal' } };

type Answer = Pick<ItemResponse<ItemDefinition>, 'etag' | 'headers'>;

/** The value as it was written. */
export const versionOf =
  <T>(value: T) =>
  ({ etag }: Pick<Answer, 'etag'>): Versioned<T> => ({ value, etag: etagOf(etag) });

export const createItem = <R>(
  container: Container,
  document: ItemDefinition,
  toResult: (answer: Answer) => R,
): Promise<R | 'exists'> =>
  cosmosCall(async (abortSignal) => toResult(await container.items.create(document, { abortSignal })), {
    409: 'exists',
  });

/** Compare-and-set. 'stale': the document has changed since, or is gone. */
export const replaceItem = <R>(
  item: Item,
  document: ItemDefinition,
  etag: string,
  toResult: (answer: Answer) => R,
): Promise<R | 'stale'> =>
  cosmosCall(
    async (abortSignal) => {
      const accessCondition = { type: 'IfMatch', condition: etag };
      return toResult(await item.replace(document, { ...withoutBody, accessCondition, abortSignal }));
    },
    { 404: 'stale', 412: 'stale' },
  );

/** Does nothing if the condition does not hold, or if the document is gone. */
export const patchItem = async (item: Item, patch: PatchRequestBody): Promise<void> => {
  await cosmosCall((abortSignal) => item.patch(patch, { ...withoutBody, abortSignal }), {
    404: undefined,
    412: undefined,
  });
};
