import { type ContainerResponse, CosmosClient } from '@azure/cosmos';
import { prepareContainers } from '../../../src/adapters/cosmos/prepare-containers.ts';

const client = new CosmosClient({ endpoint: 'http://127.0.0.1:1', key: 'bm9uZQ==' });

afterAll(() => client.dispose());

/** The containers whose description was asked for, each with what could end the request. */
const open = (answer: () => Promise<ContainerResponse>) => {
  const database = client.database('hearth');
  const container = database.container('x');
  const signals: unknown[] = [];
  const ids: string[] = [];
  jest.spyOn(container, 'read').mockImplementation((options) => {
    signals.push(options?.abortSignal);
    return answer();
  });
  jest.spyOn(database, 'container').mockImplementation((id) => {
    ids.push(id);
    return container;
  });
  return { database, ids, signals };
};

test('every container is read, and each read can be ended', async () => {
  const { database, ids, signals } = open(async () => Object.create(null));
  await prepareContainers(database, ['orders', 'stock']);

  expect(ids).toEqual(['orders', 'stock']);
  expect(signals).toEqual([expect.any(AbortSignal), expect.any(AbortSignal)]);
});

test('a service that does not answer is Unavailable', async () => {
  const { database } = open(() => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })));

  await expect(prepareContainers(database, ['orders'])).rejects.toMatchObject({ name: 'Unavailable' });
});
