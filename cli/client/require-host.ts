import { GaveUp, type HttpAnswer, retryingFetch } from './retrying-fetch.ts';

/** Nobody is there to replay against. The message says what to do. */
export class HostSilent extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'HostSilent';
  }
}

/** Long enough for a host that is about to listen, short enough for somebody who forgot to start it. */
const PATIENCE_MS = 3_000;

const knock = async (url: string): Promise<HttpAnswer | undefined> => {
  try {
    return await retryingFetch({ method: 'GET', url }, Date.now() + PATIENCE_MS);
  } catch (error) {
    if (error instanceof GaveUp) return undefined;
    throw error;
  }
};

/** Throws HostSilent unless the functions host and the token issuer both answer. */
export const requireHost = async ({ url, issuer }: { url: string; issuer: string }): Promise<void> => {
  const root = url.replace(/\/+$/, '');
  const host = await knock(`${root}/api/v1/health/live`);
  if (!host) throw new HostSilent(`No answer from ${root}/api/v1: is it running? Set --api or HEARTH_API.`);
  if (host.status !== 200)
    throw new HostSilent(`What answers at ${root}/api/v1 is not Hearth: set --api or HEARTH_API.`);
  const discovery = await knock(`${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`);
  if (discovery?.status !== 200) {
    throw new HostSilent(`No token issuer answers at ${issuer}: is it running? Set --issuer or HEARTH_ISSUER.`);
  }
};
