import type { DeadLetterMessage } from '../../application/ports/dead-letters.ts';
import { describeError } from '../../domain/describe-error.ts';
import { escapeUnprintable } from '../escape-unprintable.ts';
import type { ReceivedMessage } from './received-message.ts';

/** `flaw` goes after "the message", such as "names no order". `detail` says more about it. */
export type Rejection = { reason: 'MalformedMessage' | 'UnknownOrder'; flaw: string; detail: string };

/** An error that the host logs as one line. */
const errorWithoutStack = (message: string): Error => Object.assign(new Error(message), { stack: message });

/**
 * Makes a message a dead letter. If the broker does not accept that, it throws, and the broker
 * delivers the message again, up to its own limit.
 */
export const rejectMessage =
  (deadLetterMessage: DeadLetterMessage) =>
  async ({ messageId, lockToken }: ReceivedMessage, { reason, flaw, detail }: Rejection): Promise<void> => {
    try {
      await deadLetterMessage(lockToken, { reason, description: `The message ${flaw}: ${detail}.` });
    } catch (error) {
      const why = `${flaw} and could not be dead-lettered: ${describeError(error)}`;
      throw errorWithoutStack(escapeUnprintable(`Message ${JSON.stringify(messageId)} ${why}`));
    }
  };
