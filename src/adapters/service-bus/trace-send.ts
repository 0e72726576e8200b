import type { ServiceBusMessage } from '@azure/service-bus';
import { noTelemetry } from '../../application/ports/no-telemetry.ts';
import type { Telemetry } from '../../application/ports/telemetry.ts';
import type { Origin } from '../../domain/origin.ts';
import type { Sender } from './self-renewing-client.ts';

/** `findOrigin`: what leads to the message that is being sent. */
export type Tracing = { telemetry: Telemetry; findOrigin: () => Origin | undefined };

export const noTracing: Tracing = { telemetry: noTelemetry, findOrigin: () => undefined };

/** What our consumers read. The host reads the same two properties. */
export const originProperties = (
  origin: Origin | undefined,
): NonNullable<ServiceBusMessage['applicationProperties']> => {
  const { requestId, traceparent, tracestate } = origin ?? {};
  return {
    ...(requestId !== undefined && { requestId }),
    ...(traceparent !== undefined && { traceparent }),
    ...(tracestate !== undefined && { tracestate }),
  };
};

/** Sends as a span. Messages that are made inside `work` hang below it. */
export const traceSend = <T>(
  { telemetry }: Tracing,
  { entityPath }: Pick<Sender, 'entityPath'>,
  { operation, count }: { operation: 'send' | 'schedule'; count: number },
  work: () => Promise<T>,
): Promise<T> => {
  const attributes = {
    'messaging.system': 'servicebus',
    'messaging.operation.name': operation,
    'messaging.operation.type': 'send',
    'messaging.destination.name': entityPath,
    'messaging.batch.message_count': count > 1 ? count : undefined,
  };
  return telemetry.span(`${operation} ${entityPath}`, { kind: 'producer', attributes }, work);
};
