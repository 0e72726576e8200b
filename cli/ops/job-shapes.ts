import { z } from 'zod';

const run = z.looseObject({
  id: z.string(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  outcome: z.enum(['succeeded', 'failed']),
  summary: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  reason: z.string().optional(),
});

const job = z.looseObject({ job: z.string(), runs: z.array(run) });

export const jobShapes = { jobs: z.object({ items: z.array(job) }) };

export type JobRun = z.infer<typeof run>;
/** The run that began last comes first. */
export type ListedJob = z.infer<typeof job>;
