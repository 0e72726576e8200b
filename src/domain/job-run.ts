/** The jobs whose runs are kept. Not the relays: they run every minute, and load no more SDKs. */
export const jobNames = ['reportSales', 'reconcileStock', 'cleanUpImages', 'reconcileEvents'] as const;
export type JobName = (typeof jobNames)[number];

/** What a run did, in numbers. Nothing personal. */
export type JobSummary = Readonly<Record<string, string | number | boolean>>;

/** `id`: of the invocation, as in the host's log. */
type EndedRun = { id: string; startedAt: string; endedAt: string };

/** `reason`: the message of what it failed with. */
export type JobRun = EndedRun & ({ outcome: 'succeeded'; summary: JobSummary } | { outcome: 'failed'; reason: string });

/** Two runs at once must not hide each other. */
export const MAX_KEPT_RUNS = 10;

const MAX_REASON = 2000;

export const failedRun = (run: EndedRun, reason: string): JobRun => ({
  ...run,
  outcome: 'failed',
  reason: reason.slice(0, MAX_REASON),
});

/** The run that began last comes first; the oldest are dropped. Adding a run twice adds it once. */
export const addRun = (runs: readonly JobRun[], run: JobRun): readonly JobRun[] =>
  [run, ...runs.filter(({ id }) => id !== run.id)]
    .toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))
    .slice(0, MAX_KEPT_RUNS);
