import type { Delivery } from '../../../domain/delivery.ts';

/** With its endpoint, for lists across endpoints. What led to the delivery is not shown. */
export const presentDeliveryWithEndpoint = ({ origin: _, ...delivery }: Delivery) => delivery;

/** Without the endpoint, whose deliveries these are. */
export const presentDelivery = ({ endpointId: _e, origin: _o, ...delivery }: Delivery) => delivery;
