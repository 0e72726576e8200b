import { DomainError } from '../../domain/errors.ts';
import type { EventId, ShopEvent } from '../../domain/event.ts';
import type { Capabilities } from '../capabilities.ts';

type Deps = Pick<Capabilities, 'events'>;

export const getEvent =
  ({ events }: Deps) =>
  async (id: EventId): Promise<ShopEvent> => {
    const event = await events.get(id);
    // A plain read: events are read long after they were written.
    if (event === undefined) throw new DomainError('not_found', 'There is no such event. Events are kept for 30 days.');
    return event;
  };
