import type { DeliveryKey } from '../../../application/ports/deliveries.ts';
import { isEndpointId } from '../../../domain/endpoint-id.ts';
import { DomainError } from '../../../domain/errors.ts';
import { isEventId } from '../../../domain/event-id.ts';
import type { ApiRequest } from '../api.ts';
import { routeIdOf } from '../route-id.ts';

export const routeEndpointId = routeIdOf(isEndpointId, 'webhook endpoint');

export const routeDeliveryKey = (request: Pick<ApiRequest, 'params'>): DeliveryKey => {
  const endpointId = routeEndpointId(request);
  const eventId = request.params.eventId ?? '';
  if (!isEventId(eventId)) throw new DomainError('not_found', 'There is no such delivery.');
  return { endpointId, eventId };
};
