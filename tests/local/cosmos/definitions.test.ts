import { parseContainerDefinitions } from '../../../local/cosmos/account.ts';
import containers from '../../../local/cosmos/containers.json' with { type: 'json' };
import { type LocalAccount, startLocalAccount } from './local-account.ts';

let local: LocalAccount;

beforeAll(async () => {
  local = await startLocalAccount({ definitions: containers });
});

afterAll(() => local.close());

test('the containers of containers.json are there from the start', async () => {
  const database = local.client.database(containers.database);
  const { resources } = await database.containers.readAll().fetchAll();

  expect(resources.map(({ id }) => id)).toEqual(containers.containers.map(({ id }) => id));
  expect((await database.container('stock').read()).resource).toMatchObject({ defaultTtl: -1 });
  expect((await database.container('events').read()).resource).toMatchObject({ defaultTtl: 30 * 24 * 60 * 60 });
});

test('invalid definitions are refused with a reason', () => {
  expect(parseContainerDefinitions({ database: 'd', containers: [] })).toEqual({ database: 'd', containers: [] });
  expect(() => parseContainerDefinitions({ containers: [] })).toThrow(/"database"/);
});
