import type { DeadLetterMessage } from '../../application/ports/dead-letters.ts';
import type { Log } from '../../application/ports/telemetry.ts';
import { describeError } from '../../domain/describe-error.ts';
import { escapeUnprintable } from '../escape-unprintable.ts';
import type { ReceivedMessage } from './received-message.ts';

type Deps = { deadLetterMessage: DeadLetterMessage; log: Log };

/** An error that the host logs as one line. */
const errorWithoutStack = (message: string): Error => Object.assign(new Error(message), { stack: message });

/**
 * Makes a message a dead letter. If the broker does not accept that, it throws, and the broker
 * delivers the message again, up to its own limit. `flaw` goes after "the message", such as "names
 * no order".
 */
export const rejectMalformed =
  ({ deadLetterMessage, log }: Deps) =>
  async (
    { messageId, deliveryCount, lockToken }: ReceivedMessage,
    { flaw, reason }: { flaw: string; reason: string },
  ): Promise<void> => {
    if (deliveryCount <= 1) log.error('message_malformed', { messageId, reason });
    try {
      const description = `The message ${flaw}: ${reason}.`;
      await deadLetterMessage(lockToken, { reason: 'MalformedMessage', description });
    } catch (error) {
      const why = `${flaw} and could not be dead-lettered: ${describeError(error)}`;
      throw errorWithoutStack(escapeUnprintable(`Message ${JSON.stringify(messageId)} ${why}`));
    }
  };

/** Why a body lacks the text fields with these names. */
export const describeBody = (body: unknown, ...names: readonly string[]): string =>
  typeof body === 'object'
    ? `the body has no valid ${names.map((name) => `"${name}"`).join(' or ')}`
    : 'the body is not a JSON object';
