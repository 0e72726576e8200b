import type { JobRuns } from '../../src/application/ports/job-runs.ts';
import type { JobRun } from '../../src/domain/job-run.ts';

const at = { startedAt: '2026-03-01T02:00:00.000Z', endedAt: '2026-03-01T02:00:01.000Z' };
const succeeded: JobRun = { id: 'one', ...at, outcome: 'succeeded', summary: { reported: 1, complete: true } };
const failed: JobRun = { id: 'two', ...at, outcome: 'failed', reason: 'Cosmos DB did not answer, 茶' };

/** What every implementation of `JobRuns` does. Storage may be shared with earlier tests. */
export const describeJobRuns = (name: string, make: () => JobRuns | Promise<JobRuns>): void => {
  describe(`JobRuns: ${name}`, () => {
    test('are read as they were written last, each by its job', async () => {
      const runs = await make();
      const before = await runs.read('reportSales');

      expect(await runs.write('reportSales', [succeeded], before?.etag)).toBe('written');
      const read = await runs.read('reportSales');
      expect(read?.value).toEqual([succeeded]);
      expect(await runs.write('reportSales', [failed, succeeded], read?.etag)).toBe('written');
      expect((await runs.read('reportSales'))?.value).toEqual([failed, succeeded]);
      expect(await runs.read('cleanUpImages')).toBeUndefined();
    });

    test('are written only over the version that was read', async () => {
      const runs = await make();
      await runs.write('reconcileEvents', [succeeded]);
      const read = await runs.read('reconcileEvents');

      expect(await runs.write('reconcileEvents', [failed])).toBe('stale');
      expect(await runs.write('reconcileEvents', [failed, succeeded], read?.etag)).toBe('written');
      expect(await runs.write('reconcileEvents', [failed], read?.etag)).toBe('stale');
      expect((await runs.read('reconcileEvents'))?.value).toEqual([failed, succeeded]);
    });

    test('of two that begin at once, one is written', async () => {
      const runs = await make();
      const write = (run: JobRun) => runs.write('reconcileStock', [run]);

      expect((await Promise.all([write(succeeded), write(failed)])).toSorted()).toEqual(['stale', 'written']);
    });
  });
};
