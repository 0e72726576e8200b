import type { ServiceBusMessage } from '@azure/service-bus';
import { noTelemetry } from '../../application/ports/no-telemetry.ts';
import type { Telemetry } from '../../application/ports/telemetry.ts';
import type { Origin } from '../../domain/origin.ts';
import type { Sender } from './self-renewing-client.ts';
import { sendInBatches } from './send-in-batches.ts';
import { boundedServiceBusCall } from './service-bus-failure.ts';

/** `findOrigin`: what led to the message that is being sent. */
export type Tracing = { telemetry: Telemetry; findOrigin: () => Origin | undefined };

export const noTracing: Tracing = { telemetry: noTelemetry, findOrigin: () => undefined };

/**
 * Sends messages to the broker. Each call is a span. `seal` creates the messages inside it, so it
 * is their parent. A call takes at most 8 s, or less with a signal. The link opens on first use.
 */
export const messageSender = <M>(
  sender: Sender,
  { telemetry }: Pick<Tracing, 'telemetry'>,
  seal: (message: M) => ServiceBusMessage,
) => {
  const container = sender.entityPath;

  const call = (
    { operation, count, signal }: { operation: 'send' | 'schedule'; count: number; signal?: AbortSignal | undefined },
    work: (abortSignal: AbortSignal) => Promise<void>,
  ): Promise<void> => {
    const attributes = {
      'messaging.system': 'servicebus',
      'messaging.operation.name': operation,
      'messaging.operation.type': 'send',
      'messaging.destination.name': container,
      'messaging.batch.message_count': count > 1 ? count : undefined,
    };
    return telemetry.span(`${operation} ${container}`, { kind: 'producer', attributes }, () =>
      boundedServiceBusCall(work, { outer: signal, place: { operation, container } }),
    );
  };

  return {
    send: (messages: readonly M[], { signal }: { signal?: AbortSignal } = {}): Promise<void> =>
      call({ operation: 'send', count: messages.length, signal }, (abortSignal) =>
        sendInBatches(sender, messages.map(seal), { abortSignal }),
      ),

    schedule: (message: M, at: Date): Promise<void> =>
      call({ operation: 'schedule', count: 1 }, async (abortSignal) => {
        await sender.scheduleMessages(seal(message), at, { abortSignal });
      }),
  };
};
