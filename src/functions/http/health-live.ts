import { type Endpoint, open } from './api.ts';

/** The platform's probe: it must not look at dependencies, or every instance is recycled when one of them blinks. */
export const healthLiveEndpoint = (): Endpoint =>
  open(async () => ({ status: 200, body: { status: 'live' }, headers: { 'cache-control': 'no-store' } }));
