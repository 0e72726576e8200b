import type { ImageKey } from '../../application/ports/images.ts';
import { DomainError } from '../../domain/errors.ts';
import { isEventId } from '../../domain/event-id.ts';
import { isImageId } from '../../domain/image.ts';
import { isOrderId } from '../../domain/order-id.ts';
import { isProductId } from '../../domain/product.ts';
import type { ApiRequest } from './api.ts';

export const routeId = ({ params }: Pick<ApiRequest, 'params'>): string => params.id ?? '';

export const routeSequenceNumber = ({ params }: Pick<ApiRequest, 'params'>): string => params.sequenceNumber ?? '';

/** Reads the `{id}` of a route. An invalid one is `not_found`, like one that does not exist. */
export const routeIdOf =
  <Id extends string>(isValid: (text: string) => text is Id, what: string) =>
  (request: Pick<ApiRequest, 'params'>): Id => {
    const id = routeId(request);
    if (!isValid(id)) throw new DomainError('not_found', `There is no such ${what}.`);
    return id;
  };

export const routeOrderId = routeIdOf(isOrderId, 'order');
export const routeProductId = routeIdOf(isProductId, 'product');
export const routeEventId = routeIdOf(isEventId, 'event');

export const routeImageKey = (request: Pick<ApiRequest, 'params'>): ImageKey => {
  const imageId = request.params.imageId ?? '';
  if (!isImageId(imageId)) throw new DomainError('not_found', 'There is no such image.');
  return { productId: routeProductId(request), imageId };
};
