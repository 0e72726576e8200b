import type { FaultError } from './faults.ts';
import type { AmqpFailure } from './rhea-types.ts';

// The client decides by these conditions what happened. It also parses some of the texts.

export const notFound = (address: string): AmqpFailure => ({
  condition: 'amqp:not-found',
  description: `The messaging entity '${address}' could not be found.`,
});

export const notImplemented = (what: string): AmqpFailure => ({
  condition: 'amqp:not-implemented',
  description: `${what} is not implemented.`,
});

export const unauthorized = (address: string): AmqpFailure => ({
  condition: 'amqp:unauthorized-access',
  description: `Unauthorized access. No token of this connection covers '${address}'.`,
});

export const malformed = (description: string): AmqpFailure => ({ condition: 'amqp:decode-error', description });

export const tooLarge = (size: number, limit: number): AmqpFailure => ({
  condition: 'amqp:link:message-size-exceeded',
  description: `The received message (size:${size} bytes) exceeds the limit (${limit} bytes) currently allowed on the link.`,
});

export const lockLost: AmqpFailure = {
  condition: 'com.microsoft:message-lock-lost',
  description:
    'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.',
};

export const notAllowed = (description: string): AmqpFailure => ({ condition: 'amqp:not-allowed', description });

export const onlySent = (topic: string): AmqpFailure =>
  notAllowed(`Nothing can be received from the topic '${topic}'. Receive from one of its subscriptions.`);

export const messageNotFound: AmqpFailure = {
  condition: 'com.microsoft:message-not-found',
  description: 'One or more of the messages do not exist in the state that the operation needs.',
};

export const alreadyExists = (address: string): AmqpFailure => ({
  condition: 'com.microsoft:entity-already-exists',
  description: `The messaging entity '${address}' already exists.`,
});

export const argumentError = (description: string): AmqpFailure => ({
  condition: 'com.microsoft:argument-error',
  description,
});

export const shutDown: AmqpFailure = {
  condition: 'amqp:connection:forced',
  description: 'The service is shutting down.',
};

/** The failures that `reject-send` can answer with. */
export const injectedFailures: Readonly<Record<FaultError, AmqpFailure>> = {
  'server-busy': {
    condition: 'com.microsoft:server-busy',
    description: 'The request was terminated because the entity is being throttled. Please wait and try again.',
  },
  'internal-error': {
    condition: 'amqp:internal-error',
    description: 'The service was unable to process the request; please retry the operation.',
  },
  'quota-exceeded': {
    condition: 'amqp:resource-limit-exceeded',
    description: 'The maximum entity size has been reached or exceeded.',
  },
};
