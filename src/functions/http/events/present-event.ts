import type { ShopEvent } from '../../../domain/event.ts';

/** As consumers of the topic see it. */
export const presentEvent = ({ origin: _o, ...event }: ShopEvent) => event;
