import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { atomicBatch } from '../../../src/adapters/cosmos/atomic-batch.ts';
import { withinDeadline } from '../../../src/adapters/cosmos/cosmos-call.ts';
import { impatientHttpClient } from '../../../src/adapters/cosmos/throttling.ts';
import { describeFailure } from '../../../src/domain/describe-failure.ts';
import { startCosmosForTests } from './cosmos-for-tests.ts';

const request = createPipelineRequest({
  url: 'https://shop.documents.azure.com/dbs/hearth/colls/orders/docs/ord_1',
  method: 'PUT',
});

const failureOf = async (work: () => Promise<unknown>) => {
  try {
    await work();
  } catch (error) {
    return describeFailure(error);
  }
  throw new Error('It did not fail.');
};

test('a call that got no answer says what it asked for', async () => {
  const client = impatientHttpClient({
    sendRequest: async () => Promise.reject(Object.assign(new Error('reset'), { code: 'ECONNRESET' })),
  });

  expect(await failureOf(() => withinDeadline(() => client.sendRequest(request)))).toEqual({
    reason: 'Unavailable: cosmos is not available.',
    service: 'cosmos',
    operation: 'replace',
    container: 'orders',
    status: undefined,
  });
});

test('a throttled call says what it asked for, and its status', async () => {
  const headers = createHttpHeaders({ 'x-ms-retry-after-ms': '9000' });
  const client = impatientHttpClient({ sendRequest: async () => ({ request, headers, status: 429 }) });

  expect(await failureOf(() => withinDeadline(() => client.sendRequest(request)))).toMatchObject({
    operation: 'replace',
    container: 'orders',
    status: 429,
  });
});

test('a batch that fails as a whole says what was answered, though the client does not', async () => {
  const cosmos = await startCosmosForTests();
  const container = (await cosmos.connect()).container('stock');
  cosmos.faults.set({ rules: [{ status: 503, container: 'stock' }] });
  const create = { operationType: 'Create', resourceBody: { id: 'mug', productId: 'mug' } } as const;

  expect(await failureOf(() => atomicBatch(container, 'mug', [create]))).toMatchObject({
    operation: 'batch',
    container: 'stock',
    status: 503,
  });
  await cosmos.close();
});
