import { amqpDescribed, amqpInt, amqpList, amqpMap, amqpNull, amqpString } from './amqp-encoding.ts';
import { type AmqpValue, type Described, MalformedAmqp, readValue, splitItems } from './amqp-values.ts';

/** A request to $cbs or $management. */
export type Request = {
  /** Still encoded, so that it is echoed unchanged. */
  messageId: Buffer;
  replyTo: string;
  properties: Map<AmqpValue, AmqpValue>;
  body: AmqpValue;
  /** `body`, still encoded. */
  encodedBody: Buffer;
};

const isDescribed = (value: AmqpValue): value is Described =>
  typeof value === 'object' && value !== null && 'descriptor' in value;

const replyToField = 4;

/** Throws `MalformedAmqp`. */
export const parseRequest = (data: Buffer): Request => {
  const request: Request = {
    messageId: amqpNull,
    replyTo: '',
    properties: new Map(),
    body: null,
    encodedBody: amqpNull,
  };
  const cursor = { buffer: data, offset: 0 };
  while (cursor.offset < data.length) {
    const start = cursor.offset;
    const section = readValue(cursor);
    if (!isDescribed(section)) throw new MalformedAmqp('a section of the request has no descriptor');
    if (section.descriptor === 0x73) {
      const fields = splitItems(data, start + descriptorLength(data, start));
      request.messageId = fields[0] ?? amqpNull;
      const replyTo = Array.isArray(section.value) ? section.value[replyToField] : undefined;
      request.replyTo = typeof replyTo === 'string' ? replyTo : '';
    } else if (section.descriptor === 0x74 && section.value instanceof Map) request.properties = section.value;
    else if (section.descriptor === 0x77) {
      request.body = section.value;
      request.encodedBody = data.subarray(start + descriptorLength(data, start), cursor.offset);
    }
  }
  return request;
};

// 0x00, then the descriptor as a small or a full unsigned long.
const descriptorLength = (data: Buffer, start: number): number => (data[start + 1] === 0x80 ? 10 : 3);

/** The entries of the map at `path` in a request's body, still encoded; empty if there is none. */
export const encodedEntriesIn = ({ encodedBody }: Request, ...path: string[]): Map<string, Buffer> =>
  path.reduce((entries, name) => entriesOf(entries.get(name) ?? amqpNull), entriesOf(encodedBody));

const entriesOf = (map: Buffer): Map<string, Buffer> => {
  const items = splitItems(map, 0);
  const entries = new Map<string, Buffer>();
  for (let index = 0; index + 1 < items.length; index += 2) {
    const key = items[index];
    const value = items[index + 1];
    if (key && value) entries.set(String(readValue({ buffer: key, offset: 0 })), Buffer.from(value));
  }
  return entries;
};

/** Application properties, encoded. */
export type ResponseProperties = Readonly<Record<string, Buffer>>;

export const encodeResponse = (request: Request, properties: ResponseProperties, body: Buffer): Buffer => {
  const pairs = Object.entries(properties).flatMap(([name, value]) => [amqpString(name), value]);
  const correlation = [amqpNull, amqpNull, amqpNull, amqpNull, amqpNull, request.messageId];
  return Buffer.concat([
    amqpDescribed(0x73, amqpList(correlation)),
    amqpDescribed(0x74, amqpMap(pairs)),
    amqpDescribed(0x77, body),
  ]);
};

export const statusCode = (code: number): Buffer => amqpInt(code);
