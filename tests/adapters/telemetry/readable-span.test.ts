import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import { readableSpan } from '../../../src/adapters/telemetry/readable-span.ts';
import type { SpanRecord } from '../../../src/adapters/telemetry/span-record.ts';

const ids = (digit: string) => ({ traceId: digit.repeat(32), spanId: digit.repeat(16) });

const address = (digit: string, sampled = true) => ({ ...ids(digit), sampled });

const span: SpanRecord = {
  ...address('a'),
  tracestate: undefined,
  parent: undefined,
  links: [],
  name: 'placeOrder',
  kind: 'internal',
  startMs: 1_700_000_000_123.25,
  endMs: 1_700_000_001_124.5,
  attributes: {},
  failure: undefined,
};

test('a span is whole: exporters read every field of it', () => {
  const resource = emptyResource();
  const { spanContext, ...fields } = readableSpan(span, resource);

  expect(spanContext()).toStrictEqual({ ...ids('a'), traceFlags: TraceFlags.SAMPLED });
  expect(fields).toStrictEqual({
    name: 'placeOrder',
    kind: SpanKind.INTERNAL,
    startTime: [1_700_000_000, 123_250_000],
    endTime: [1_700_000_001, 124_500_000],
    duration: [1, 1_250_000],
    status: { code: SpanStatusCode.UNSET },
    attributes: {},
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: { name: 'hearth' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  });
});

test('a span links to something remote; its parent may be local', () => {
  const readable = readableSpan({ ...span, parent: address('b', false), links: [address('c')] }, emptyResource());

  expect(readable.parentSpanContext).toStrictEqual({ ...ids('b'), traceFlags: TraceFlags.NONE });
  expect(readable.links).toStrictEqual([{ context: { ...ids('c'), traceFlags: TraceFlags.SAMPLED, isRemote: true } }]);
});

test.each([
  ['Error: broken', { code: SpanStatusCode.ERROR, message: 'Error: broken' }],
  ['', { code: SpanStatusCode.ERROR }],
])('a failure %j makes the status %j', (failure, status) => {
  expect(readableSpan({ ...span, failure }, emptyResource()).status).toStrictEqual(status);
});

test('an attribute without a value is left out, and one that is false or zero is not', () => {
  const attributes = { flag: false, number: 0, missing: undefined };
  expect(readableSpan({ ...span, attributes }, emptyResource()).attributes).toStrictEqual({ flag: false, number: 0 });
});
