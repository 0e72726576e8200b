import { randomUUID } from 'node:crypto';
import { MalformedAmqp } from './amqp-values.ts';
import type { Broker } from './broker.ts';
import type { Entity } from './entities.ts';
import { malformed, notAllowed, tooLarge } from './failures.ts';
import { type Content, parseBatch, parseContent, withMessageId } from './message-codec.ts';
import { perform } from './operation.ts';
import { enqueue, type Queue } from './queue.ts';
import { acceptDelivery, formatOf, MAX_MESSAGE_SIZE, rejectDelivery } from './rhea-internals.ts';
import type { AmqpConnection, AmqpDelivery, AmqpFailure } from './rhea-types.ts';

const batchFormat = 0x8001_3700;

/** Stores a client's message, for now or for later, and returns the sequence number. */
export const enqueueContent = (queue: Queue<Content>, content: Content): number => {
  const identified = content.messageId === undefined ? withMessageId(content, randomUUID()) : content;
  return enqueue(queue, identified, content.scheduledFor);
};

const contentsOf = (format: number, data: Buffer): Content[] | AmqpFailure => {
  if (data.length > MAX_MESSAGE_SIZE) return tooLarge(data.length, MAX_MESSAGE_SIZE);
  try {
    if (format === batchFormat) return parseBatch(data);
    if (format === 0) return [parseContent(data)];
    return malformed(`The message format ${format} is not implemented.`);
  } catch (error) {
    if (error instanceof MalformedAmqp) return malformed(error.message);
    throw error;
  }
};

/** Why a client cannot send to the entity; undefined if it can. */
export const refuseSending = ({ kind, queue }: Entity): AmqpFailure | undefined => {
  switch (kind) {
    case 'dead_letters':
      return notAllowed('Nothing can be sent to a dead-letter queue.');
    case 'subscription':
      return notAllowed(`Nothing can be sent to the subscription '${queue.name}'. Send to its topic.`);
    case 'queue':
    case 'topic':
      return undefined;
  }
};

/** Receives one transfer. A batch is stored completely or not at all. */
export const receiveTransfer = (
  { faults, clock }: Broker,
  entity: Entity,
  connection: AmqpConnection,
  delivery: AmqpDelivery,
  data: Buffer,
): void => {
  const { queue } = entity;
  const contents = refuseSending(entity) ?? contentsOf(formatOf(delivery), data);
  if (!Array.isArray(contents)) {
    rejectDelivery(delivery, contents);
    return;
  }
  perform(
    {
      kind: 'send',
      entity: queue.name,
      connection,
      apply: () => {
        for (const content of contents) enqueueContent(queue, content);
      },
      answer: () => acceptDelivery(delivery),
      fail: (failure) => rejectDelivery(delivery, failure),
    },
    faults,
    clock,
  );
};
