import type { DeadLetterMessage } from '../../application/ports/dead-letters.ts';
import type { Log } from '../../application/ports/telemetry.ts';
import type { EventId } from '../../domain/event.ts';
import { isEventId } from '../../domain/event-id.ts';
import { completeWhenUnavailable } from './complete-when-unavailable.ts';
import type { Consumer } from './consumer.ts';
import { receivedMessage } from './received-message.ts';
import { describeBody, rejectMalformed } from './reject-malformed.ts';

type Deps = { fanOutEvent: (id: EventId) => Promise<void>; deadLetterEvent: DeadLetterMessage; log: Log };

/** The id of the CloudEvent is the id of the event. The rest of the message is not read. */
const findEventId = (body: unknown): EventId | undefined => {
  const { id }: { id?: unknown } = Object(body);
  return typeof id === 'string' && isEventId(id) ? id : undefined;
};

/** A message that names no event is dead-lettered. After an outage, the relay sends again. */
export const fanOutEventConsumer =
  ({ fanOutEvent, deadLetterEvent, log }: Deps): Consumer =>
  async (body, context) => {
    const id = findEventId(body);
    if (id !== undefined) {
      return completeWhenUnavailable(
        () => fanOutEvent(id),
        (reason) => log.warn('fan_out_interrupted', { eventId: id, reason }),
      );
    }
    await rejectMalformed({ deadLetterMessage: deadLetterEvent, log })(receivedMessage(context), {
      flaw: 'names no event',
      reason: describeBody(body, 'id'),
    });
  };
