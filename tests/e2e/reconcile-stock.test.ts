import { setTimeout as pause } from 'node:timers/promises';
import type { CosmosClient } from '@azure/cosmos';
import { cosmosClient } from '../../src/adapters/cosmos/cosmos-client.ts';
import { corruptAll, expectedFindings, expectedRepairs, fixAll, plantVictims } from '../support/corruptions.ts';
import { cosmosBooks } from '../support/cosmos-books.ts';
import { loggedEvents } from '../support/logged-events.ts';
import { type Stack, startStack } from '../support/stack.ts';

jest.setTimeout(240_000);

let stack: Stack;
let client: CosmosClient;

beforeAll(async () => {
  stack = await startStack();
  client = await cosmosClient({ connectionString: stack.cosmos.connectionString });
});

afterAll(async () => {
  client.dispose();
  await stack.close();
});

const events = (name: string) => loggedEvents(stack.log, name);

/** Runs the job by hand and returns its summary. */
const reconcile = async (limitMs = 100_000): Promise<Record<string, unknown>> => {
  const before = events('stock_reconciled').length;
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${stack.url}/admin/functions/reconcileStock`, { method: 'POST', headers, body: '{}' });
  expect(answer.status).toBe(202);
  const end = Date.now() + limitMs;
  for (;;) {
    const summary = events('stock_reconciled')[before];
    if (summary) return summary;
    if (Date.now() > end) throw new Error(`No summary after ${limitMs} ms.`);
    await pause(50);
  }
};

test('run by hand, it repairs what it may and reports the rest by id; once all is fixed, it finds nothing', async () => {
  const books = cosmosBooks(client.database('hearth'));
  const victims = await plantVictims(books);
  await corruptAll(books, victims);

  expect(await reconcile()).toMatchObject({
    givenBack: expectedRepairs.reservations,
    availabilitySet: expectedRepairs.availability,
    found: expectedFindings.length,
    skipped: 0,
    broken: 0,
  });

  const told = events('reconcile_finding').map(({ code, productId }) => `${code} ${productId}`);
  expect(told.toSorted()).toEqual(expectedFindings);

  await fixAll(books, victims);
  expect(await reconcile()).toMatchObject({ givenBack: 0, found: 0, skipped: 0, broken: 0 });
});
