import type { Database } from '@azure/cosmos';
import definitions from '../../../local/cosmos/containers.json' with { type: 'json' };
import type { AnsweredRequest } from '../../../local/cosmos/observe.ts';
import { cosmosAudit } from '../../../src/adapters/cosmos/cosmos-audit.ts';
import { auditSortKey } from '../../../src/domain/audit-entry.ts';
import { describeAudit, sampleEntry } from '../../contracts/audit-contract.ts';
import { type CosmosForTests, documentsIn, startCosmosForTests } from './cosmos-for-tests.ts';

const COUNT = 300;
const LIMIT = 10;

let answers: AnsweredRequest[] = [];
let cosmos: CosmosForTests;
let database: Database;

beforeAll(async () => {
  cosmos = await startCosmosForTests({ onAnswer: (answer) => answers.push(answer) });
  database = await cosmos.connect();
});

afterAll(() => cosmos.close());

const auditFor = (days: number) => cosmosAudit(database.container('audit'), days);

describeAudit('Cosmos DB', () => ({ audit: auditFor(7), passTime: cosmos.passTime, retentionDays: 7 }));

test('an entry is stored under its day, with its sort key and its time to live', async () => {
  const entry = sampleEntry({ at: '2031-05-06T23:59:59.999Z' });
  await auditFor(365).write(entry);

  expect(await documentsIn(database.container('audit'), '2031-05-06')).toMatchObject([
    { ...entry, day: '2031-05-06', sortKey: auditSortKey(entry), ttl: 365 * 86_400 },
  ]);
});

test('a page reads only its own documents, however many there are', async () => {
  const audit = auditFor(365);
  const { subject, actor } = sampleEntry();
  for (let n = 0; n < COUNT; n += 1) {
    const at = new Date(Date.UTC(2027, 0, 1) + n * 3_600_000).toISOString();
    const mine = { ...(n % 3 === 0 && { subject }), ...(n % 5 === 0 && { actor }) };
    await audit.write(sampleEntry({ at, ...mine }));
  }
  for (const filter of [{}, { subject }, { actor }, { subject, actor }, { from: '2027-01-02' }, { actor: 'nobody' }]) {
    answers = [];
    await audit.list({ ...filter, limit: LIMIT });

    // Cosmos DB may read a page of each physical partition.
    expect(answers.reduce((sum, { read }) => sum + read, 0)).toBeLessThanOrEqual(2 * LIMIT);
  }
});

test('a path that no query asks for is not indexed: it would cost every write', () => {
  const { indexingPolicy } = definitions.containers.find(({ id }) => id === 'audit') ?? {};

  expect(indexingPolicy?.includedPaths.map(({ path }) => path)).toEqual(['/sortKey/?']);
});
