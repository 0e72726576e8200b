import type { Database } from '@azure/cosmos';
import definitions from '../../../local/cosmos/containers.json' with { type: 'json' };
import type { AnsweredRequest } from '../../../local/cosmos/observe.ts';
import { cosmosDeliveries } from '../../../src/adapters/cosmos/cosmos-deliveries.ts';
import { cosmosWebhookEndpoints } from '../../../src/adapters/cosmos/cosmos-webhook-endpoints.ts';
import type { Versioned } from '../../../src/application/ports/versioned.ts';
import type { WebhookEndpoint } from '../../../src/domain/webhook-endpoint.ts';
import { describeDeliveries } from '../../contracts/deliveries-contract.ts';
import { effective } from '../../contracts/orders-contract.ts';
import { describeWebhookEndpoints, sampleEndpoint } from '../../contracts/webhook-endpoints-contract.ts';
import { type CosmosForTests, documentsIn, startCosmosForTests } from './cosmos-for-tests.ts';

let cosmos: CosmosForTests;
let database: Database;
let queries = 0;

beforeAll(async () => {
  const onAnswer = ({ operation }: AnsweredRequest) => {
    if (operation === 'query') queries += 1;
  };
  cosmos = await startCosmosForTests({ onAnswer });
  database = await cosmos.connect();
});

afterEach(() => cosmos.faults.clear());
afterAll(() => cosmos.close());

/** All endpoints share a partition, so the test begins by emptying it. */
const noEndpoints = async () => {
  const container = database.container('webhook-endpoints');
  for (const { id } of await documentsIn(container, 'shop')) await container.item(String(id), 'shop').delete();
  return cosmosWebhookEndpoints(container);
};

describeWebhookEndpoints('Cosmos DB', noEndpoints);
describeDeliveries('Cosmos DB', () => cosmosDeliveries(database.container('deliveries')));

/** Two processes. Replicas show the second one nothing of what the first one writes from now on. */
const openTwo = async () => {
  const here = await noEndpoints();
  const kept = effective(await here.create(sampleEndpoint()));
  const elsewhere = cosmosWebhookEndpoints((await cosmos.connect()).container('webhook-endpoints'));
  cosmos.passTime(120);
  cosmos.faults.set({ staleReads: { lagMs: 60_000 } });
  return { here, elsewhere, kept };
};

test('a list that must not lag shows what another process has just created, though replicas lag', async () => {
  const { here, elsewhere } = await openTwo();
  await here.create(sampleEndpoint());

  expect(await elsewhere.list()).toHaveLength(1);
  expect(await elsewhere.listLatest()).toHaveLength(2);
});

test('it also shows what another process has just changed', async () => {
  const { here, elsewhere, kept } = await openTwo();
  await here.replace({ ...kept.value, types: ['order.shipped'] }, kept.etag);
  const typesIn = (found: readonly Versioned<WebhookEndpoint>[]) => found.map(({ value }) => value.types);

  expect(typesIn(await elsewhere.list())).toEqual([['order.placed']]);
  expect(typesIn(await elsewhere.listLatest())).toEqual([['order.shipped']]);
});

test('such a list is read again only if an endpoint was written since, by whichever process', async () => {
  const { here, elsewhere, kept } = await openTwo();
  const listed = await elsewhere.listLatest();
  queries = 0;
  expect(await elsewhere.listLatest()).toEqual(listed);
  expect(queries).toBe(0);

  await here.replace({ ...kept.value, types: ['order.shipped'] }, kept.etag);
  expect(await elsewhere.listLatest()).toMatchObject([{ value: { types: ['order.shipped'] } }]);
  expect(queries).toBe(1);
});

test('without an endpoint there was never anything to count', async () => {
  expect(await (await noEndpoints()).listLatest()).toEqual([]);
});

test.each([
  ['deliveries', ['/sortKey/?', '/nextAt/?']],
  ['webhook-endpoints', []],
])('%s: a path that no query asks for is not indexed: it would cost every write', (name, paths) => {
  const policy = definitions.containers.find(({ id }) => id === name)?.indexingPolicy;

  expect(policy?.includedPaths.map(({ path }) => path)).toEqual(paths);
});
