import type { DeadLetterMessage } from '../../application/ports/dead-letters.ts';
import type { Log } from '../../application/ports/telemetry.ts';
import type { ReceivedMessage } from './received-message.ts';
import { rejectMessage } from './reject-message.ts';

type Deps = { deadLetterMessage: DeadLetterMessage; log: Log };

/** As `rejectMessage`, and logs `reason` on the first delivery. */
export const rejectMalformed =
  ({ deadLetterMessage, log }: Deps) =>
  async (received: ReceivedMessage, { flaw, reason }: { flaw: string; reason: string }): Promise<void> => {
    const { messageId, deliveryCount } = received;
    if (deliveryCount <= 1) log.error('message_malformed', { messageId, reason });
    await rejectMessage(deadLetterMessage)(received, { reason: 'MalformedMessage', flaw, detail: reason });
  };

/** Why a body lacks the text fields with these names. */
export const describeBody = (body: unknown, ...names: readonly string[]): string =>
  typeof body === 'object'
    ? `the body has no valid ${names.map((name) => `"${name}"`).join(' or ')}`
    : 'the body is not a JSON object';
