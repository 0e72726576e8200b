import { parseOrigin } from '../../src/domain/origin.ts';
import { isSameTrace, parseTraceContext, parseTraceparent } from '../../src/domain/trace-context.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';
const traceparent = `00-${traceId}-${spanId}-01`;

test('a traceparent names a trace, a span, and whether they are recorded', () => {
  expect(parseTraceparent(traceparent)).toEqual({ traceId, spanId, sampled: true });
  expect(parseTraceparent(`00-${traceId}-${spanId}-00`)).toEqual({ traceId, spanId, sampled: false });
  expect(parseTraceparent(`00-${traceId}-${spanId}-03`)).toMatchObject({ sampled: true });
});

test.each([
  ['nothing', undefined],
  ['null, as of a header that is not there', null],
  ['a number', 7],
  ['a list', [traceparent]],
  ['empty text', ''],
  ['another version', `01-${traceId}-${spanId}-01`],
  ['the invalid version', `ff-${traceId}-${spanId}-01`],
  ['capital letters', traceparent.toUpperCase()],
  ['a trace id of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
  ['a span id of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
  ['a short id', `00-${traceId.slice(1)}-${spanId}-01`],
  ['more after it', `${traceparent}-x`],
  ['two of them', `${traceparent}, ${traceparent}`],
  ['a line break', `${traceparent}\n`],
  ['a megabyte', `${traceparent}${'a'.repeat(1_000_000)}`],
])('%s is not taken for a traceparent', (_, given) => {
  expect(parseTraceparent(given)).toBeUndefined();
  expect(parseTraceContext({ traceparent: given, tracestate: 'a=1' })).toBeUndefined();
});

test.each([
  ['too long', 'a'.repeat(513)],
  ['not printable', 'a=\u0007'],
  ['of several lines', 'a=1\nb=2'],
  ['no text', { a: 1 }],
])('a tracestate that is %s is left out', (_, tracestate) => {
  expect(parseTraceContext({ traceparent, tracestate })).toEqual({ traceparent });
});

test('a tracestate is kept with its traceparent', () => {
  expect(parseTraceContext({ traceparent, tracestate: 'a=1,b=2' })).toEqual({ traceparent, tracestate: 'a=1,b=2' });
});

test('two spans of one trace are in the same trace', () => {
  const other = `00-${traceId}-${'1'.repeat(16)}-00`;

  expect(isSameTrace({ traceparent }, { traceparent: other })).toBe(true);
  expect(isSameTrace({ traceparent }, { traceparent: `00-${'1'.repeat(32)}-${spanId}-01` })).toBe(false);
});

test('an origin has what is valid, and is nothing if that is nothing', () => {
  expect(parseOrigin({ requestId: 'r-1', traceparent, tracestate: 'a=1', other: 'x' })).toEqual({
    requestId: 'r-1',
    traceparent,
    tracestate: 'a=1',
  });
  expect(parseOrigin({ requestId: 'r-1', traceparent: 'x' })).toEqual({ requestId: 'r-1' });
  expect(parseOrigin({ requestId: '<script>', traceparent })).toEqual({ traceparent });
  expect(parseOrigin({ requestId: 7, tracestate: 'a=1' })).toBeUndefined();
});
