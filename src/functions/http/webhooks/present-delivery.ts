import type { Delivery } from '../../../domain/delivery.ts';

/** Without the endpoint, whose deliveries these are. */
export const presentDelivery = ({ endpointId: _e, origin: _o, ...delivery }: Delivery) => delivery;
