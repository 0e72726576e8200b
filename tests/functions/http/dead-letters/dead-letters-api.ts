import { startApi } from '../../../support/api-harness.ts';
import { toImageId, toProductId } from '../../../support/ids.ts';
import { addImage, idOf, placeOrder } from '../sample-bodies.ts';

const as = 'admin';

/** An API with mugs on sale, and what an administrator does with dead letters. */
export const startDeadLettersApi = async () => {
  const api = startApi();
  await api.product('mug', 1000);

  return {
    ...api,
    list: (query = '') => api.get(`/admin/dead-letters${query}`, { as }),
    replay: (number: string) => api.post(`/admin/dead-letters/${number}/replay`, { as }),
    replayAll: () => api.post('/admin/dead-letters/replay', { as }),
    discard: (number: string) => api.delete(`/admin/dead-letters/${number}?reason=x`, { as }),
    order: async (id: string) => (await api.get(`/orders/${id}`, { as })).body,

    /** A marked order and its dead letter, as the last attempt leaves them. */
    async giveUpOrder(): Promise<{ orderId: string; number: string }> {
      const orderId = idOf(await placeOrder(api));
      while (api.orderQueue.take());
      const stored = await api.orders.get(orderId);
      if (!stored) throw new Error('no such order');
      const attention = {
        reason: 'Cosmos DB did not answer (503) while reserving mug; tried 10 times in 17 min',
        since: '2026-01-01T00:00:00.000Z',
      };
      await api.orders.replace({ ...stored.value, attention }, stored.etag);
      return { orderId, number: api.deadLetters.bury({ body: { orderId }, attempt: 10 }) };
    },

    /** The poison message of an upload, whose original is there if it is given. */
    async poisonUpload(original?: Uint8Array) {
      const { imageId, url } = await addImage(api);
      if (original) api.images.put(url, original);
      const image = { productId: toProductId('mug'), imageId: toImageId(imageId) };
      return { image, number: `blob-${api.poisonUploads.bury({ image, body: { BlobName: `mug/${imageId}` } })}` };
    },
  };
};

export type DeadLettersApi = Awaited<ReturnType<typeof startDeadLettersApi>>;
