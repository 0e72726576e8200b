import type { DeliveryKey } from '../../../application/ports/deliveries.ts';
import { type EndpointId, isEndpointId } from '../../../domain/endpoint-id.ts';
import { DomainError } from '../../../domain/errors.ts';
import { isEventId } from '../../../domain/event-id.ts';
import type { ApiRequest } from '../api.ts';
import { routeId } from '../route-id.ts';

/** The `{id}` of an endpoint. An invalid id is `not_found`, like one that does not exist. */
export const routeEndpointId = (request: Pick<ApiRequest, 'params'>): EndpointId => {
  const id = routeId(request);
  if (!isEndpointId(id)) throw new DomainError('not_found', 'There is no such webhook endpoint.');
  return id;
};

export const routeDeliveryKey = (request: Pick<ApiRequest, 'params'>): DeliveryKey => {
  const endpointId = routeEndpointId(request);
  const eventId = request.params.eventId ?? '';
  if (!isEventId(eventId)) throw new DomainError('not_found', 'There is no such delivery.');
  return { endpointId, eventId };
};
