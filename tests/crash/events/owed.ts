import { isEnabled } from '../../../src/domain/webhook-endpoint.ts';
import { relayDeadline } from '../relay-deadline.ts';
import { nameOf } from './delivery-ledger.ts';
import type { EventWorld } from './event-world.ts';

/** Work that is due, and since when. */
type Owed = { what: string; since: string };

export const owedIn = ({ events, deliveries, endpoints }: EventWorld): Owed[] => {
  const debts = events
    .all()
    .flatMap(({ event, dueSince }) => (dueSince === undefined ? [] : [{ what: event.id, since: dueSince }]));
  const pending = deliveries.all().flatMap((delivery) => {
    const endpoint = endpoints.latest(delivery.endpointId);
    if (delivery.status !== 'pending' || !endpoint || !isEnabled(endpoint)) return [];
    return [{ what: nameOf(delivery), since: delivery.nextAt }];
  });
  return [...debts, ...pending];
};

/** When the relay has something to send. */
export const nextTurn = (w: EventWorld): number =>
  Math.min(...owedIn(w).map(({ since }) => relayDeadline(since, Math.max(w.clock.ms(), Date.parse(since)))));
