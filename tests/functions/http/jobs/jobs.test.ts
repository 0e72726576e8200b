import { jobNames } from '../../../../src/domain/job-run.ts';
import { itemsOf } from '../../../support/api-answer.ts';
import { startApi } from '../../../support/api-harness.ts';

test('an administrator sees how the last runs of each job ended', async () => {
  const api = startApi();
  const at = { startedAt: '2026-03-01T02:00:00.000Z', endedAt: '2026-03-01T02:00:01.000Z' };
  const failed = { id: 'b', ...at, outcome: 'failed', reason: 'Cosmos DB did not answer' } as const;
  const succeeded = { id: 'a', ...at, outcome: 'succeeded', summary: { found: 0, complete: true } } as const;
  await api.jobRuns.write('reconcileStock', [failed, succeeded]);
  const items = itemsOf(await api.get('/admin/jobs', { as: 'admin' }));

  expect(items.map(({ job }) => job)).toEqual(jobNames);
  expect(items.find(({ job }) => job === 'reconcileStock')?.runs).toEqual([failed, succeeded]);
  expect(items.find(({ job }) => job === 'reportSales')?.runs).toEqual([]);
});
