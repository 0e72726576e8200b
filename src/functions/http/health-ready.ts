import type { Health } from '../../application/check-health.ts';
import { type Endpoint, open } from './api.ts';
import { problem } from './problem.ts';

type Deps = { checkHealth: () => Promise<Health> };

export const healthReadyEndpoint = ({ checkHealth }: Deps): Endpoint =>
  open(async ({ url }) => {
    const { ready, failing } = await checkHealth();
    if (ready) return { status: 200, body: { status: 'ready' }, headers: { 'cache-control': 'no-store' } };
    const errors = failing.map((pointer) => ({ pointer, message: 'Does not answer.' }));
    const detail = `Not ready: ${failing.join(', ')}.`;
    const headers = { 'retry-after': '5' };
    return problem({ status: 503, code: 'busy', detail, instance: url.pathname, errors, headers });
  });
