import { type Endpoint, open } from './api.ts';

/** The platform's probe. Checking dependencies would recycle every instance if one is down. */
export const healthLiveEndpoint = (): Endpoint =>
  open(async () => ({ status: 200, body: { status: 'live' }, headers: { 'cache-control': 'no-store' } }));
