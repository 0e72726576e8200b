import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { errorMessage } from '../error-message.ts';
import { resolveConnection } from './connection.ts';
import type { Trigger } from './invoke.ts';
import type { JsonSection } from './json-section.ts';
import { readEntity } from './service-bus/entity.ts';
import { createHealth } from './service-bus/health.ts';
import { keepListening } from './service-bus/keep-listening.ts';
import { batchMetadata, messageBytes, messageMetadata } from './service-bus/message-metadata.ts';
import type { OnMessages } from './service-bus/receive.ts';
import { createSettlementQueue } from './service-bus/settlement-queue.ts';
import type { TriggerContext, TriggerFactory } from './trigger-context.ts';

type Shape = { batched: boolean; binary: boolean };

const toTrigger = (
  messages: readonly ServiceBusReceivedMessage[],
  { batched, binary }: Shape,
  path: string,
): Trigger => {
  const reason = `New ServiceBus message detected on '${path}'.`;
  const bodies = messages.map(messageBytes);
  if (batched) {
    const data = binary
      ? { collectionBytes: { bytes: bodies } }
      : { collectionString: { string: bodies.map((body) => body.toString('utf8')) } };
    return { reason, data, metadata: batchMetadata(messages) };
  }
  const [message] = messages;
  const [body = Buffer.alloc(0)] = bodies;
  return {
    reason,
    data: binary ? { bytes: body } : { string: body.toString('utf8') },
    metadata: message === undefined ? {} : messageMetadata(message),
  };
};

/** Invokes the function for messages, then completes each, or abandons each if it failed. */
const consumer = (
  context: TriggerContext,
  { shape, path }: { shape: Shape; path: string },
  receiver: ServiceBusReceiver,
  onStuck: () => void,
) => {
  const { target, invoke, logger } = context;
  const settlements = createSettlementQueue(onStuck);

  const settle = async (message: ServiceBusReceivedMessage, ok: boolean): Promise<void> => {
    try {
      await settlements.add(() => (ok ? receiver.completeMessage(message) : receiver.abandonMessage(message)));
    } catch (error) {
      const what = `${ok ? 'Completing' : 'Abandoning'} message ${message.messageId} of '${path}' failed`;
      logger('warning', 'Host.Triggers.ServiceBus', `${what}: ${errorMessage(error)}`);
    }
  };

  const handle: OnMessages = async (messages) => {
    const { ok } = await invoke(target, toTrigger(messages, shape, path));
    await Promise.all(messages.map((message) => settle(message, ok)));
  };
  // An invocation that has ended still has to settle its message.
  const inHand = new Set<Promise<void>>();
  const onMessages: OnMessages = async (messages) => {
    const work = handle(messages);
    inHand.add(work);
    await work.finally(() => inHand.delete(work));
  };
  const settled = async (): Promise<void> => {
    await Promise.all(inHand);
    await settlements.done();
  };
  return { onMessages, settled };
};

const readShape = (binding: JsonSection): Shape => ({
  batched: binding.text('cardinality')?.toLowerCase() === 'many',
  binary: ['binary', 'stream'].includes(binding.text('dataType')?.toLowerCase() ?? ''),
});

/**
 * Peek-lock as on the real host: complete on success, abandon at once on failure, until the broker
 * dead-letters the message.
 */
export const serviceBusTrigger =
  (env: NodeJS.ProcessEnv): TriggerFactory =>
  (context) => {
    const { target, binding, problems, invoke, host, logger } = context;
    const entity = readEntity(binding, problems);
    const connection = resolveConnection(
      binding.text('connection') ?? 'ServiceBus',
      'fullyQualifiedNamespace',
      env,
      problems,
    );
    if (binding.flag('isSessionsEnabled')) problems.push('isSessionsEnabled is not supported by this host');
    if (!host.serviceBus.autoCompleteMessages || binding.flag('autoCompleteMessages') === false) {
      problems.push('autoCompleteMessages: false is not supported by this host');
    }
    if (target.metadata.retryOptions) problems.push('retry policies are for timers and Cosmos DB, not for Service Bus');
    if (entity === undefined || connection === undefined) return undefined;
    const { path } = entity;
    const shape = readShape(binding);

    return {
      summary: () => `serviceBusTrigger ${path}${shape.batched ? ' (batches)' : ''}`,
      run: async (input) => {
        const trigger = toTrigger([], shape, path);
        const data = shape.batched ? { collectionString: { string: [input] } } : { string: input };
        await invoke(target, {
          ...trigger,
          data,
          reason: 'This function was programmatically called via the host APIs.',
        });
      },
      listen: async () => {
        const { openClient } = await import('./service-bus/open-client.ts');
        const { receiveBatches, receiveEach } = await import('./service-bus/receive.ts');

        const health = createHealth(path, logger);
        const open = async (onStuck: () => void) => {
          const client = await openClient(connection, host.serviceBus);
          const receiver = entity.createReceiver(client, {
            receiveMode: 'peekLock',
            skipParsingBodyAsJson: true,
            maxAutoLockRenewalDurationInMs: host.serviceBus.maxAutoLockRenewalMs,
          });
          const { onMessages, settled } = consumer(context, { shape, path }, receiver, onStuck);
          const options = { health, onMessages, onStuck };
          const { stop } = shape.batched
            ? receiveBatches(receiver, host.serviceBus.maxMessageBatchSize, options)
            : receiveEach(receiver, host.serviceBus.maxConcurrentCalls, options);
          const close = async (): Promise<void> => {
            await settled();
            await client.close();
          };
          return { stop, close };
        };
        return keepListening(open, health.failed);
      },
    };
  };
