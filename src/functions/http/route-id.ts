import { DomainError } from '../../domain/errors.ts';
import { PRODUCT_ID } from '../../domain/product.ts';
import type { ApiRequest } from './api.ts';

/** The `{id}` of the route. */
export const routeId = ({ params }: Pick<ApiRequest, 'params'>): string => params.id ?? '';

/** The `{id}` of a product; what cannot be one is refused before it reaches a store, whose ids have rules of their own. */
export const routeProductId = (request: Pick<ApiRequest, 'params'>): string => {
  const id = routeId(request);
  if (!PRODUCT_ID.test(id)) throw new DomainError('not_found', 'There is no such product.');
  return id;
};
