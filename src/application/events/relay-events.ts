import { splitIntoChunks } from '../../each-bounded.ts';
import type { Capabilities } from '../capabilities.ts';
import { ageAt, dueWindowsAt, minuteOf, type Relayed } from '../due-windows.ts';

type Deps = Pick<Capabilities, 'events' | 'eventTopic' | 'clock'>;

const MAX_BATCH = 100;

/**
 * Publishes events again whose fan-out has been due for 1, 2, 4, 8, ... minutes: a lost message
 * delays an event but never loses it. The fan-out removes the debt, not this.
 */
export const relayEvents =
  ({ events, eventTopic, clock }: Deps) =>
  async (): Promise<Relayed> => {
    const minute = minuteOf(clock());
    let [sent, oldestMinutes] = [0, 0];
    for await (const batch of splitIntoChunks(events.listDue(dueWindowsAt(minute)), MAX_BATCH)) {
      await eventTopic.publish(batch.map(({ event }) => event));
      sent += batch.length;
      oldestMinutes = Math.max(oldestMinutes, ...batch.map(({ dueSince }) => ageAt(minute, dueSince)));
    }
    return { sent, oldestMinutes };
  };
