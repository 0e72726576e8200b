import { z } from 'zod';
import { checkShape } from '../check-shape.ts';
import type { AttributeValue, Span } from './span.ts';

/** Longer values and further attributes are cut off. */
const MAX_VALUE = 1_024;
const MAX_ATTRIBUTES = 64;
const MAX_LINKS = 32;

const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const statuses = ['unset', 'ok', 'error'] as const;

const hex = (digits: number) => {
  const error = `must be ${digits} hexadecimal digits, not all 0`;
  const pattern = new RegExp(`^(?!0+$)[0-9a-f]{${digits}}$`, 'i');
  return z.string(error).regex(pattern, error).toLowerCase();
};

const nanos = 'must be a whole number of nanoseconds';
const time = z.union([z.string().regex(/^\d{1,20}$/, nanos), z.int().nonnegative()], nanos).transform(BigInt);

const single = z.looseObject({
  stringValue: z.string().optional(),
  boolValue: z.boolean().optional(),
  intValue: z.union([z.string(), z.number()]).optional(),
  doubleValue: z.union([z.string(), z.number()]).optional(),
});
/** Deeper values are not looked at. */
const value = single.extend({ arrayValue: z.looseObject({ values: z.array(single).optional() }).optional() });
const attributes = z.array(z.looseObject({ key: z.string(), value: value.optional() })).default([]);

const span = z.looseObject({
  traceId: hex(32),
  spanId: hex(16),
  parentSpanId: z.union([z.literal('').transform(() => undefined), hex(16)]).optional(),
  name: z.string().default(''),
  kind: z.int().default(0),
  startTimeUnixNano: time,
  endTimeUnixNano: time,
  attributes,
  status: z.looseObject({ code: z.int().default(0), message: z.string().optional() }).default({ code: 0 }),
  links: z.array(z.looseObject({ traceId: hex(32), spanId: hex(16) })).default([]),
});

const request = z.looseObject({
  resourceSpans: z
    .array(
      z.looseObject({
        scopeSpans: z.array(z.looseObject({ spans: z.array(span).default([]) })).default([]),
      }),
    )
    .default([]),
});

const cut = (text: string): string => (text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}...` : text);

const toSingle = ({ stringValue, boolValue, intValue, doubleValue }: z.infer<typeof single>) =>
  stringValue === undefined ? (boolValue ?? Number(intValue ?? doubleValue ?? Number.NaN)) : cut(stringValue);

const toValue = (given: z.infer<typeof value> | undefined): AttributeValue =>
  given?.arrayValue === undefined
    ? toSingle(given ?? {})
    : (given.arrayValue.values ?? []).slice(0, MAX_ATTRIBUTES).map(toSingle);

const toAttributes = (given: z.infer<typeof attributes>): Record<string, AttributeValue> =>
  Object.fromEntries(given.slice(0, MAX_ATTRIBUTES).map((each) => [cut(each.key), toValue(each.value)]));

const toSpan = ({ status, startTimeUnixNano, endTimeUnixNano, ...given }: z.infer<typeof span>): Span => ({
  traceId: given.traceId,
  spanId: given.spanId,
  parentSpanId: given.parentSpanId,
  name: cut(given.name),
  kind: kinds[given.kind] ?? 'unspecified',
  start: startTimeUnixNano,
  end: endTimeUnixNano,
  attributes: toAttributes(given.attributes),
  status: statuses[status.code] ?? 'unset',
  statusMessage: status.message === undefined ? undefined : cut(status.message),
  links: given.links.slice(0, MAX_LINKS).map(({ traceId, spanId }) => ({ traceId, spanId })),
});

/** The spans of an OTLP export request in JSON, or everything that is wrong with it. */
export const parseOtlpTraces = (body: unknown): { spans: Span[] } | { problems: string[] } => {
  const outcome = checkShape(request, 'body', body);
  if ('problems' in outcome) return outcome;
  const { resourceSpans } = outcome.data;
  return { spans: resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(toSpan))) };
};
