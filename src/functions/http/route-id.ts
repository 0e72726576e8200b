import type { ImageKey } from '../../application/ports/images.ts';
import { DomainError } from '../../domain/errors.ts';
import type { EventId } from '../../domain/event.ts';
import { isEventId } from '../../domain/event-id.ts';
import { isImageId } from '../../domain/image.ts';
import { isOrderId, type OrderId } from '../../domain/order-id.ts';
import { isProductId, type ProductId } from '../../domain/product.ts';
import type { ApiRequest } from './api.ts';

export const routeId = ({ params }: Pick<ApiRequest, 'params'>): string => params.id ?? '';

export const routeSequenceNumber = ({ params }: Pick<ApiRequest, 'params'>): string => params.sequenceNumber ?? '';

/** The `{id}` of an order. An invalid one is `not_found`, as any that does not exist. */
export const routeOrderId = (request: Pick<ApiRequest, 'params'>): OrderId => {
  const id = routeId(request);
  if (!isOrderId(id)) throw new DomainError('not_found', 'There is no such order.');
  return id;
};

/** The `{id}` of a product. An invalid one is `not_found` here, before a store rejects it. */
export const routeProductId = (request: Pick<ApiRequest, 'params'>): ProductId => {
  const id = routeId(request);
  if (!isProductId(id)) throw new DomainError('not_found', 'There is no such product.');
  return id;
};

export const routeImageKey = (request: Pick<ApiRequest, 'params'>): ImageKey => {
  const imageId = request.params.imageId ?? '';
  if (!isImageId(imageId)) throw new DomainError('not_found', 'There is no such image.');
  return { productId: routeProductId(request), imageId };
};

/** The `{id}` of an event. An invalid one is `not_found` here: it names no partition. */
export const routeEventId = (request: Pick<ApiRequest, 'params'>): EventId => {
  const id = routeId(request);
  if (!isEventId(id)) throw new DomainError('not_found', 'There is no such event.');
  return id;
};
