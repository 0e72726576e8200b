import { InvocationContext } from '@azure/functions';
import type { CleanUpSummary } from '../../../src/application/images/clean-up-images.ts';
import { cleanUpImagesJob } from '../../../src/functions/timer/clean-up-images.ts';
import { job } from '../../../src/functions/timer/job.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';
import { sampleTimer } from './sample-timer.ts';

const summary: CleanUpSummary = {
  processed: 1,
  dropped: 2,
  originalsRemoved: 3,
  variantsRemoved: 4,
  foreign: 5,
  failed: 0,
  resumed: false,
  complete: true,
};

const tick = async (cleanUpImages: () => Promise<CleanUpSummary>, isPastDue = false) => {
  const log = recordingLog();
  const context = new InvocationContext({ invocationId: 'i', functionName: 'cleanUpImages' });
  await job(async () => cleanUpImagesJob({ cleanUpImages, log }))(sampleTimer(isPastDue), context);
  return log.entries;
};

test.each([false, true])('says what was done, and whether it came late: %p', async (isPastDue) => {
  expect(await tick(async () => summary, isPastDue)).toEqual([
    { level: 'info', event: 'images_cleaned_up', fields: { ...summary, isPastDue } },
  ]);
});

test.each([{ failed: 1 }, { complete: false }])('a run with %j is a warning', async (change) => {
  expect(await tick(async () => ({ ...summary, ...change }))).toMatchObject([{ level: 'warn', fields: change }]);
});

test('a run that fails is a failed run', async () => {
  await expect(tick(() => Promise.reject(new Error('Storage is down')))).rejects.toThrow('Storage is down');
});
