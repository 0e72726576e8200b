import { type Endpoint, open } from './api.ts';

/**
 * The platform's probe. It must not check dependencies, or a short outage of one would recycle
 * every instance.
 */
export const healthLiveEndpoint = (): Endpoint =>
  open(async () => ({ status: 200, body: { status: 'live' }, headers: { 'cache-control': 'no-store' } }));
