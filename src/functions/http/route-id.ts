import type { ImageKey } from '../../application/ports/images.ts';
import { DomainError } from '../../domain/errors.ts';
import { IMAGE_ID } from '../../domain/image.ts';
import { PRODUCT_ID } from '../../domain/product.ts';
import type { ApiRequest } from './api.ts';

/** The `{id}` of the route. */
export const routeId = ({ params }: Pick<ApiRequest, 'params'>): string => params.id ?? '';

/** The `{sequenceNumber}` of a dead letter. */
export const routeSequenceNumber = ({ params }: Pick<ApiRequest, 'params'>): string => params.sequenceNumber ?? '';

/** The `{id}` of a product. An invalid one is `not_found` here, before a store rejects it. */
export const routeProductId = (request: Pick<ApiRequest, 'params'>): string => {
  const id = routeId(request);
  if (!PRODUCT_ID.test(id)) throw new DomainError('not_found', 'There is no such product.');
  return id;
};

/** The `{id}` and `{imageId}` of an image. */
export const routeImageKey = (request: Pick<ApiRequest, 'params'>): ImageKey => {
  const imageId = request.params.imageId ?? '';
  if (!IMAGE_ID.test(imageId)) throw new DomainError('not_found', 'There is no such image.');
  return { productId: routeProductId(request), imageId };
};
