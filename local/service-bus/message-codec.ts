import {
  amqpDescribed,
  amqpInt,
  amqpList,
  amqpLong,
  amqpMap,
  amqpNull,
  amqpString,
  amqpSymbol,
  amqpTimestamp,
  amqpUint,
} from './amqp-encoding.ts';
import { type AmqpValue, endOfValue, MalformedAmqp, readValue, splitItems } from './amqp-values.ts';
import type { Message } from './queue.ts';

/** A client's message, split into sections that stay encoded: decoding would lose types. */
export type Content = {
  /** The key of duplicate detection; undefined if the sender gave none. */
  messageId: string | undefined;
  timeToLiveMs: number | undefined;
  /** Milliseconds since 1970, from the annotation that a scheduled send carries. */
  scheduledFor: number | undefined;
  sessionId: string | undefined;
  durable: Buffer;
  priority: Buffer;
  /** Encoded keys and values, alternating, without those that the broker sets. */
  annotations: Buffer[];
  properties: Buffer;
  applicationProperties: Buffer[];
  /** The body with the footer, verbatim. */
  body: Buffer;
};

const section = { header: 0x70, deliveryAnnotations: 0x71, annotations: 0x72, properties: 0x73, application: 0x74 };
const messageIdField = 0;
const groupIdField = 10;

const scheduledEnqueueTime = 'x-opt-scheduled-enqueue-time';
const brokerAnnotations: ReadonlySet<string> = new Set([
  scheduledEnqueueTime,
  'x-opt-sequence-number',
  'x-opt-enqueue-sequence-number',
  'x-opt-enqueued-time',
  'x-opt-locked-until',
  'x-opt-message-state',
]);

const decodeIfPresent = (encoded: Buffer | undefined): AmqpValue =>
  encoded === undefined ? null : readValue({ buffer: encoded, offset: 0 });

/** The text of a message id, whatever its type is. */
export const idToText = (value: AmqpValue): string | undefined => {
  if (value === null) return undefined;
  return Buffer.isBuffer(value) ? value.toString('hex') : String(value);
};

type Section = {
  code: number;
  start: number;
  value: number;
  end: number;
};

/** Throws `MalformedAmqp`. */
const sectionsOf = (data: Buffer): Section[] => {
  if (data.length === 0) throw new MalformedAmqp('the message is empty');
  const sections: Section[] = [];
  for (let start = 0; start < data.length; ) {
    if (data[start] !== 0x00) throw new MalformedAmqp('a section of the message has no descriptor');
    const value = endOfValue(data, start + 1);
    const code = decodeIfPresent(data.subarray(start + 1, value));
    if (typeof code !== 'number') throw new MalformedAmqp('only numeric section descriptors are implemented');
    const end = endOfValue(data, value);
    sections.push({ code, start, value, end });
    start = end;
  }
  return sections;
};

const pairsOf = (data: Buffer, at: Section | undefined): Buffer[] => (at ? splitItems(data, at.value) : []);

const splitAnnotations = (pairs: readonly Buffer[]): Pick<Content, 'annotations' | 'scheduledFor'> => {
  const annotations: Buffer[] = [];
  let scheduledFor: number | undefined;
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const key = pairs[index];
    const value = pairs[index + 1];
    if (!key || !value) break;
    const name = decodeIfPresent(key);
    if (typeof name !== 'string' || !brokerAnnotations.has(name)) annotations.push(key, value);
    else if (name === scheduledEnqueueTime) {
      const time = decodeIfPresent(value);
      if (time instanceof Date) scheduledFor = time.getTime();
      else if (time !== null) throw new MalformedAmqp(`${scheduledEnqueueTime} must be a timestamp`);
    }
  }
  return { annotations, scheduledFor };
};

/** Splits one encoded message. The result shares no memory with `data`. Throws `MalformedAmqp`. */
export const parseContent = (data: Buffer): Content => {
  // A copy: slices of `data` would keep the socket's whole chunk in memory.
  const own = Buffer.from(data);
  const sections = sectionsOf(own);
  const find = (code: number): Section | undefined => sections.find((candidate) => candidate.code === code);
  const header = pairsOf(own, find(section.header));
  const properties = pairsOf(own, find(section.properties));
  const ttl = decodeIfPresent(header[2]);
  const body = sections.find(({ code }) => code > section.application);
  const propertiesAt = find(section.properties);
  return {
    messageId: idToText(decodeIfPresent(properties[messageIdField])),
    sessionId: idToText(decodeIfPresent(properties[groupIdField])),
    timeToLiveMs: typeof ttl === 'number' ? ttl : undefined,
    durable: header[0] ?? amqpNull,
    priority: header[1] ?? amqpNull,
    properties: propertiesAt ? own.subarray(propertiesAt.start, propertiesAt.end) : Buffer.alloc(0),
    applicationProperties: pairsOf(own, find(section.application)),
    body: body ? own.subarray(body.start) : Buffer.alloc(0),
    ...splitAnnotations(pairsOf(own, find(section.annotations))),
  };
};

/** The same message with an id. The client's lock renewal does not work without one. */
export const withMessageId = (content: Content, id: string): Content => {
  const fields =
    content.properties.length === 0 ? [] : splitItems(content.properties, endOfValue(content.properties, 1));
  const properties = amqpDescribed(section.properties, amqpList([amqpString(id), ...fields.slice(1)]));
  return { ...content, messageId: id, properties };
};

/** The messages in a batch; each data section is one. Throws `MalformedAmqp`. */
export const parseBatch = (data: Buffer): Content[] =>
  sectionsOf(data).flatMap(({ code, value, end }) => {
    if (code !== 0x75) return [];
    const message = decodeIfPresent(data.subarray(value, end));
    if (!Buffer.isBuffer(message)) throw new MalformedAmqp('a message of the batch is not binary');
    return [parseContent(message)];
  });

const applicationPropertiesOf = ({ content, changes, deadLetter }: Message<Content>): Buffer[] => {
  const changed = new Map(changes);
  if (deadLetter?.reason !== undefined) changed.set('DeadLetterReason', amqpString(deadLetter.reason));
  if (deadLetter?.description !== undefined) {
    changed.set('DeadLetterErrorDescription', amqpString(deadLetter.description));
  }
  if (changed.size === 0) return content.applicationProperties;
  const pairs: Buffer[] = [];
  for (let index = 0; index + 1 < content.applicationProperties.length; index += 2) {
    const key = content.applicationProperties[index];
    const value = content.applicationProperties[index + 1];
    if (key && value && !changed.has(String(decodeIfPresent(key)))) pairs.push(key, value);
  }
  for (const [name, value] of changed) pairs.push(amqpString(name), value);
  return pairs;
};

const symbols = {
  sequence: amqpSymbol('x-opt-sequence-number'),
  enqueuedSequence: amqpSymbol('x-opt-enqueue-sequence-number'),
  enqueuedAt: amqpSymbol('x-opt-enqueued-time'),
  lockedUntil: amqpSymbol('x-opt-locked-until'),
  state: amqpSymbol('x-opt-message-state'),
  scheduledFor: amqpSymbol(scheduledEnqueueTime),
};

const states = { active: 0, deferred: 1, scheduled: 2 };

const annotationsOf = (message: Message<Content>): Buffer[] => {
  const { sequence, enqueuedSequence, enqueuedAt, lock, state, scheduledFor } = message;
  const pairs = [
    ...message.content.annotations,
    symbols.sequence,
    amqpLong(sequence),
    symbols.enqueuedSequence,
    amqpLong(enqueuedSequence),
    symbols.enqueuedAt,
    amqpTimestamp(enqueuedAt),
    symbols.state,
    amqpInt(state === 'gone' ? 0 : states[state]),
  ];
  if (lock) pairs.push(symbols.lockedUntil, amqpTimestamp(lock.until));
  if (scheduledFor !== undefined) pairs.push(symbols.scheduledFor, amqpTimestamp(scheduledFor));
  return pairs;
};

const longestTtl = 0xffff_ffff;

/** The message as a receiver or a peek sees it. */
export const encodeMessage = (message: Message<Content>): Buffer => {
  const { content, timeToLiveMs, deliveryCount } = message;
  const ttl = timeToLiveMs <= longestTtl ? amqpUint(timeToLiveMs) : amqpNull;
  const header = amqpList([content.durable, content.priority, ttl, amqpNull, amqpUint(deliveryCount)]);
  const application = applicationPropertiesOf(message);
  return Buffer.concat([
    amqpDescribed(section.header, header),
    amqpDescribed(section.annotations, amqpMap(annotationsOf(message))),
    content.properties,
    ...(application.length === 0 ? [] : [amqpDescribed(section.application, amqpMap(application))]),
    content.body,
  ]);
};
