import type { AuditEntry, DeadLetter, DeliveryOfEvent, LogLine, Order, QueuedMessage, ShopEvent } from './shapes.ts';

export type OrderFacts = {
  order: Order;
  events: readonly ShopEvent[];
  deliveries: readonly DeliveryOfEvent[];
  audit: readonly AuditEntry[];
  deadLetters: readonly DeadLetter[];
  messages: readonly QueuedMessage[];
  log: readonly LogLine[];
};

export type EntryKind = 'state' | 'request' | 'attempt' | 'message' | 'event' | 'webhook' | 'staff' | 'dead letter';

/** `at`: ISO 8601 UTC. `tone`: whether somebody should worry. */
export type TimelineEntry = {
  at: string;
  kind: EntryKind;
  what: string;
  detail: string;
  tone: 'plain' | 'good' | 'warn' | 'bad';
  /** The invocation whose log lines have more. */
  invocationId?: string;
};

type Entry = Omit<TimelineEntry, 'detail' | 'tone'> & { detail?: string | undefined; tone?: TimelineEntry['tone'] };

const toEntry = ({ detail = '', tone = 'plain', ...entry }: Entry): TimelineEntry => ({ ...entry, detail, tone });

const join = (...parts: readonly (string | undefined | false)[]): string =>
  parts.flatMap((part) => (part ? [part.replace(/\.$/, '')] : [])).join(', ');

const describeState = (state: string, { cancellation, shipment, items }: Order): string | undefined => {
  if (state === 'cancelled' && cancellation) return join(`by ${cancellation.by}`, cancellation.reason);
  if (state === 'shipped' && shipment) return `${shipment.carrier} ${shipment.trackingNumber}`;
  if (state !== 'rejected') return undefined;
  const short = items.filter((line) => line.short).map(({ productId }) => productId);
  return short.length === 0 ? undefined : `too few of ${short.join(', ')}`;
};

const tones: Readonly<Record<string, TimelineEntry['tone']>> = { confirmed: 'good', shipped: 'good', rejected: 'warn' };

/** Every field whose name ends in `At` is the time of a state, also in later versions. */
const stateEntries = (order: Order): TimelineEntry[] => {
  const moments = Object.entries(order).flatMap(([name, at]) => {
    const what = /^([a-z]\w*)At$/.exec(name)?.[1];
    if (what === undefined || typeof at !== 'string') return [];
    return [toEntry({ at, kind: 'state', what, detail: describeState(what, order), tone: tones[what] ?? 'plain' })];
  });
  const { attention } = order;
  if (attention?.since === undefined) return moments;
  const flag = { at: attention.since, kind: 'state', what: 'needs attention', detail: attention.reason } as const;
  return [...moments, toEntry({ ...flag, tone: 'bad' })];
};

const textOf = (line: LogLine, name: string): string | undefined => {
  const value = line[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
};

/** The states themselves come from the order; these are what led to them. */
const attempts: Readonly<Record<string, { what: string; tone: TimelineEntry['tone'] }>> = {
  order_send_failed: { what: 'message not sent', tone: 'warn' },
  order_attempt_failed: { what: 'attempt failed', tone: 'warn' },
  order_copy_not_scheduled: { what: 'next attempt not scheduled', tone: 'warn' },
  order_given_up: { what: 'given up', tone: 'bad' },
  order_not_marked: { what: 'attention flag not set', tone: 'bad' },
  order_work_done: { what: 'work done', tone: 'good' },
  order_confirmed: { what: 'stock reserved', tone: 'good' },
};

const describeAttempt = (line: LogLine): string => {
  const attempt = textOf(line, 'attempt');
  const waitMs = textOf(line, 'waitMs');
  return join(
    attempt !== undefined && `attempt ${attempt}`,
    textOf(line, 'due'),
    textOf(line, 'reason'),
    waitMs !== undefined && `next one in ${(Number(waitMs) / 1000).toFixed(1)} s`,
  );
};

const logEntries = (lines: readonly LogLine[]): TimelineEntry[] =>
  lines.flatMap((line) => {
    const from = { at: line.time, ...(line.invocationId !== undefined && { invocationId: line.invocationId }) };
    if (line.event === 'request') {
      const status = textOf(line, 'status') ?? '';
      const what = `${textOf(line, 'method') ?? ''} ${textOf(line, 'route') ?? ''}`.trim();
      const detail = join(`answered ${status}`, textOf(line, 'code'), `${textOf(line, 'ms') ?? '?'} ms`);
      return [toEntry({ ...from, kind: 'request', what, detail, tone: Number(status) >= 500 ? 'bad' : 'plain' })];
    }
    const attempt = attempts[line.event ?? ''];
    return attempt === undefined
      ? []
      : [toEntry({ ...from, kind: 'attempt', ...attempt, detail: describeAttempt(line) })];
  });

const deliveryEntries = ({
  type,
  endpointId,
  attempts: tries,
  createdAt,
  status,
  nextAt,
}: DeliveryOfEvent): TimelineEntry[] =>
  tries.length === 0
    ? [toEntry({ at: createdAt, kind: 'webhook', what: `${type} ${status}`, detail: `to ${endpointId}` })]
    : tries.map((one, index) => {
        const isLast = index === tries.length - 1;
        const isGood = one.status !== undefined && one.status >= 200 && one.status < 300;
        const answer = one.status === undefined ? one.error : `answered ${one.status}`;
        const next = isLast && nextAt !== undefined ? `next at ${nextAt}` : undefined;
        const detail = join(`to ${endpointId}`, `attempt ${index + 1}`, answer, `${one.ms} ms`, next);
        return toEntry({ at: one.at, kind: 'webhook', what: type, detail, tone: isGood ? 'good' : 'warn' });
      });

const messageEntry = ({ entity, enqueuedAt, scheduledFor, state, deliveryCount, properties }: QueuedMessage) => {
  const attempt = properties.attempt;
  const detail = join(
    `in ${entity}`,
    typeof attempt === 'number' && `attempt ${attempt + 1}`,
    `failed deliveries: ${deliveryCount}`,
    scheduledFor !== undefined && `for ${scheduledFor}`,
  );
  return toEntry({ at: enqueuedAt, kind: 'message', what: state, detail });
};

/** What happened to an order, the oldest first, as far as it is known. */
export const orderTimeline = (facts: OrderFacts): TimelineEntry[] =>
  [
    ...stateEntries(facts.order),
    ...logEntries(facts.log),
    ...facts.messages.map(messageEntry),
    ...facts.events.map(({ time, type }) => toEntry({ at: time, kind: 'event', what: type })),
    ...facts.deliveries.flatMap(deliveryEntries),
    ...facts.audit.map(({ at, operation, actor, outcome, code, reason }) =>
      toEntry({ at, kind: 'staff', what: operation, detail: join(`by ${actor}`, outcome, code, reason) }),
    ),
    ...facts.deadLetters.map(({ enqueuedAt, sequenceNumber, cause, reason }) => {
      const detail = join(`number ${sequenceNumber}`, cause ?? reason);
      return toEntry({ at: enqueuedAt, kind: 'dead letter', what: 'dead-lettered', detail, tone: 'bad' });
    }),
  ].toSorted((one, other) => one.at.localeCompare(other.at));
