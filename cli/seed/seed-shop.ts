import { apiClient } from '../client/api-client.ts';
import { printable } from '../client/printable.ts';
import { describeFetchError } from '../client/retrying-fetch.ts';
import { tokenSource } from '../client/tokens.ts';
import { seedCatalogue } from './seed-catalogue.ts';
import { seedImages } from './seed-images.ts';

/** `url` of the functions host. */
type Shop = { url: string; issuer: string; audience: string; signal: AbortSignal };

const identitySettings = 'Check the settings AUTH_ISSUER and AUTH_AUDIENCE.';
const databaseSettings = 'Check the settings Cosmos and COSMOS_DATABASE.';
const advice = { 401: identitySettings, 403: identitySettings, 500: databaseSettings, 503: databaseSettings } as const;

/** Somebody is waiting, and only a host that has just started deserves patience. */
const PATIENCE_MS = 5_000;
const ATTEMPT_MS = 30_000;

/**
 * Puts the demo catalogue, then uploads its images in the background until `signal`. Gives the
 * number of products and the address of the first image, if it will have one. Throws a Failure if
 * the catalogue fails.
 */
export const seedShop = async ({ url, issuer, audience, signal }: Shop) => {
  const api = `${url}/api/v1`;
  const client = apiClient({
    api,
    bearer: tokenSource({ issuer, audience }).of('seed', ['admin']),
    patienceMs: PATIENCE_MS,
    attemptMs: ATTEMPT_MS,
    repeatsChanges: true,
    advice,
  });
  const { created, present } = await seedCatalogue(client);
  const warn = (error: unknown): undefined => {
    if (!signal.aborted)
      process.stderr.write(`Some demo images are missing: ${printable(describeFetchError(error))}\n`);
  };
  const images = await seedImages(client, { signal }).catch(warn);
  images?.uploaded.catch(warn);
  return { products: created + present, image: images?.first && api + images.first };
};
