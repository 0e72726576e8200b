import type { Order } from '../../domain/order.ts';
import { eventsOf } from '../../domain/order-events.ts';
import type { Capabilities } from '../capabilities.ts';
import { type Recorded, recordChanges } from './record-changes.ts';

type Deps = Pick<Capabilities, 'orderChanges' | 'events' | 'eventTopic' | 'clock' | 'pause' | 'log' | 'telemetry'>;

/** Records what happened to changed orders: see `recordChanges`. Safe to repeat. */
export const recordOrderEvents = ({ orderChanges, ...deps }: Deps) => {
  const record = recordChanges<Order>(deps, ({ value }) => eventsOf(value));
  return (documents: readonly unknown[]): Promise<Recorded> =>
    record(documents.map((document) => orderChanges.read(document)));
};
