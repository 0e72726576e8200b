import type { Delivery } from '../../../domain/delivery.ts';

/** Without the endpoint, whose deliveries these are. */
export const presentDelivery = ({ endpointId: _e, ...delivery }: Delivery) => delivery;
