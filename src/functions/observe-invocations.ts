import type { InvocationContext } from '@azure/functions';
import { measureLogEvents } from '../application/measure-log-events.ts';
import type { Attributes, LiveTelemetry, SpanOptions } from '../application/ports/telemetry.ts';
import { isSameTrace, parseTraceContext, type TraceContext } from '../domain/trace-context.ts';
import { attributesOfLogEvent } from './attributes-of-log-event.ts';
import { type Cause, type InvocationObserver, invocationLog } from './invocation.ts';
import { receivedMessage } from './queue/received-message.ts';

type Description = { name: string; kind: SpanOptions['kind']; attributes: Attributes };

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const describeMessage = (context: InvocationContext, destination: string): Description => {
  const { messageId, deliveryCount } = receivedMessage(context);
  return {
    name: `process ${destination}`,
    kind: 'consumer',
    attributes: {
      'messaging.system': 'servicebus',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': destination,
      'messaging.message.id': messageId,
      'messaging.servicebus.message.delivery_count': deliveryCount,
      'faas.trigger': 'pubsub',
    },
  };
};

/** As the semantic conventions have it. Names hold no ids. */
const describe = (context: InvocationContext, { http }: Cause): Description => {
  const { functionName } = context;
  if (http) {
    const { method, route } = http;
    const attributes = { 'http.request.method': method, 'http.route': `/api/${route}`, 'faas.trigger': 'http' };
    return { name: `${method} /api/${route}`, kind: 'server', attributes };
  }
  const { type, queueName, topicName, containerName } = Object(Object(context.options).trigger);
  const destination = text(queueName) ?? text(topicName);
  if (destination !== undefined) return describeMessage(context, destination);
  const trigger = type === 'timerTrigger' ? 'timer' : type === 'warmupTrigger' ? 'other' : 'datasource';
  const attributes = { 'faas.trigger': trigger, 'faas.document.collection': text(containerName) };
  return { name: functionName, kind: 'consumer', attributes };
};

/**
 * The host's span, if it is in the trace that the request or message carries. Else that trace goes
 * on, and the host's span is only a link.
 */
const placeInTrace = (
  { traceContext }: InvocationContext,
  { carried }: Cause,
): { parent?: TraceContext; links?: readonly TraceContext[] } => {
  const { traceParent: traceparent, traceState: tracestate } = traceContext ?? {};
  const hosted = parseTraceContext({ traceparent, tracestate });
  const sent = carried && parseTraceContext(carried);
  if (sent === undefined) return hosted ? { parent: hosted } : {};
  if (hosted === undefined) return { parent: sent };
  return isSameTrace(hosted, sent) ? { parent: hosted } : { parent: sent, links: [hosted] };
};

/** A probe comes every few seconds. */
const isProbe = ({ http }: Cause): boolean => http?.route.includes('/health/') ?? false;

export const invocationObserver = (telemetry: LiveTelemetry): InvocationObserver => {
  const measure = measureLogEvents(telemetry);

  return {
    run: async (context, cause, work) => {
      if (isProbe(cause)) return work();
      const { name, kind, attributes } = describe(context, cause);
      const named = { ...attributes, 'faas.name': context.functionName, 'faas.invocation_id': context.invocationId };
      const options = { ...placeInTrace(context, cause), ...(kind && { kind }), attributes: named };
      try {
        return await telemetry.span(name, options, work);
      } finally {
        telemetry.start();
        const reason = telemetry.takeFailure();
        if (reason !== undefined) invocationLog.warn('telemetry_not_exported', { reason });
      }
    },
    note: (event, fields, span) => {
      measure(event, fields);
      span?.set(attributesOfLogEvent(event, fields));
    },
    charge: ({ operation, units }) => telemetry.count('hearth.cosmos.request_charge', units, { operation }),
    context: () => telemetry.context(),
  };
};
