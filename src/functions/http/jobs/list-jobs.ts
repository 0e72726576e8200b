import type { ListedJob } from '../../../application/jobs/list-jobs.ts';
import { type Endpoint, signedIn } from '../api.ts';

type Deps = { listJobs: () => Promise<readonly ListedJob[]> };

export const listJobsEndpoint = ({ listJobs }: Deps): Endpoint =>
  signedIn(async () => ({ status: 200, body: { items: await listJobs() } }), { roles: ['admin'] });
