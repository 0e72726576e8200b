import { reasonOf } from '../client/retrying-fetch.ts';
import { requestToken } from '../token/request-token.ts';
import { seedCatalogue } from './seed-catalogue.ts';
import { seedPictures } from './seed-pictures.ts';

type Shop = { url: string; issuer: string; audience: string; signal: AbortSignal };

/**
 * Puts the demo catalogue, then uploads its images in the background until `signal`. Gives the number of
 * products and the address of the first image, if it will have one. Rejects if the catalogue fails.
 */
export const seedShop = async ({ url, issuer, audience, signal }: Shop) => {
  const token = await requestToken({ issuer, sub: 'seed', roles: ['admin'], ttl: 3600, audience });
  const { created, present } = await seedCatalogue({ url, token });
  const warn = (error: unknown): undefined => {
    if (!signal.aborted) process.stderr.write(`Some demo images are missing: ${reasonOf(error)}\n`);
  };
  const images = await seedPictures({ url, token, signal }).catch(warn);
  images?.uploaded.catch(warn);
  return { products: created + present, image: images?.first };
};
