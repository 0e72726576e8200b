import type { CleanUpSummary } from '../../application/images/clean-up-images.ts';
import type { Log } from '../../application/ports/telemetry.ts';
import type { Job } from './job.ts';

type Deps = { cleanUpImages: () => Promise<CleanUpSummary>; log: Log };

export const cleanUpImagesJob =
  ({ cleanUpImages, log }: Deps): Job =>
  async ({ isPastDue }) => {
    const summary = await cleanUpImages();
    const level = summary.failed > 0 || !summary.complete ? 'warn' : 'info';
    log[level]('images_cleaned_up', { ...summary, isPastDue });
    return summary;
  };
