import { badRequest } from './cosmos-error.ts';
import type { CosmosRequest } from './cosmos-request.ts';

const defaultPageSize = 100;
const MAX_PAGE_SIZE = 1000;

export const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/** How many documents a page may hold. Throws 400. */
export const pageSizeOf = (request: CosmosRequest): number => {
  const header = request.header('x-ms-max-item-count');
  const size = header === undefined ? defaultPageSize : Number(header);
  if (size === -1) return MAX_PAGE_SIZE;
  if (!Number.isInteger(size) || size < 1) throw badRequest(`The page size '${header}' is invalid.`);
  return Math.min(size, MAX_PAGE_SIZE);
};
