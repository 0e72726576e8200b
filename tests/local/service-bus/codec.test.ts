import fc from 'fast-check';
import rhea from 'rhea';
import {
  amqpArray,
  amqpBinary,
  amqpBoolean,
  amqpInt,
  amqpList,
  amqpLong,
  amqpMap,
  amqpNull,
  amqpString,
  amqpSymbol,
  amqpTimestamp,
  amqpUint,
  amqpUuid,
} from '../../../local/service-bus/amqp-encoding.ts';
import {
  type AmqpValue,
  endOfValue,
  MalformedAmqp,
  readValue,
  splitItems,
} from '../../../local/service-bus/amqp-values.ts';
import { bytesFromToken, tagFromToken, tokenFromBytes, tokenFromTag } from '../../../local/service-bus/lock-token.ts';
import { encodeMessage, parseBatch, parseContent, withMessageId } from '../../../local/service-bus/message-codec.ts';
import type { Message } from '../../../local/service-bus/queue.ts';
import { parseRequest } from '../../../local/service-bus/request-response.ts';

const { types, message: codec } = rhea;

const decode = (bytes: Buffer): AmqpValue => readValue({ buffer: bytes, offset: 0 });

const stored = <C>(content: C): Message<C> => ({
  content,
  sequence: 7,
  enqueuedSequence: 5,
  enqueuedAt: 1_700_000_000_123,
  timeToLiveMs: Number.POSITIVE_INFINITY,
  expiresAt: Number.POSITIVE_INFINITY,
  deliveryCount: 2,
  state: 'active',
  scheduledFor: undefined,
  lock: undefined,
  changes: new Map(),
  deadLetter: undefined,
});

describe('values', () => {
  const simple: fc.Arbitrary<[AmqpValue, Buffer]> = fc.oneof(
    fc.constant<[AmqpValue, Buffer]>([null, amqpNull]),
    fc.boolean().map((value): [AmqpValue, Buffer] => [value, amqpBoolean(value)]),
    fc.nat(0xffff_ffff).map((value): [AmqpValue, Buffer] => [value, amqpUint(value)]),
    fc.integer().map((value): [AmqpValue, Buffer] => [value, amqpInt(value)]),
    fc.maxSafeInteger().map((value): [AmqpValue, Buffer] => [value, amqpLong(value)]),
    fc.date({ noInvalidDate: true }).map((value): [AmqpValue, Buffer] => [value, amqpTimestamp(value.getTime())]),
    fc.string({ unit: 'grapheme', maxLength: 300 }).map((value): [AmqpValue, Buffer] => [value, amqpString(value)]),
    fc.stringMatching(/^[ -~]{0,300}$/).map((value): [AmqpValue, Buffer] => [value, amqpSymbol(value)]),
    fc
      .uint8Array({ maxLength: 300 })
      .map((bytes): [AmqpValue, Buffer] => [Buffer.from(bytes), amqpBinary(Buffer.from(bytes))]),
    fc
      .uint8Array({ minLength: 16, maxLength: 16 })
      .map((bytes): [AmqpValue, Buffer] => [Buffer.from(bytes), amqpUuid(Buffer.from(bytes))]),
  );

  test('are decoded to what was encoded, and their end is found', () => {
    fc.assert(
      fc.property(fc.array(simple, { maxLength: 8 }), (items) => {
        const bytes = amqpList(items.map(([, encoded]) => encoded));
        expect(decode(bytes)).toEqual(items.map(([value]) => value));
        expect(endOfValue(Buffer.concat([bytes, bytes]), 0)).toBe(bytes.length);
      }),
    );
  });

  test('are what the client’s own codec reads', () => {
    const bytes = amqpMap([
      amqpString('longs'),
      amqpArray(0x81, [amqpLong(1), amqpLong(-2), amqpLong(2 ** 40)]),
      amqpSymbol('time'),
      amqpTimestamp(-1),
    ]);
    const sections = Buffer.concat([Buffer.from([0x00, 0x53, 0x77]), bytes]);
    expect(codec.decode(sections).body).toEqual({ longs: [1, -2, 2 ** 40], time: new Date(-1) });
  });

  test('of every type that the client writes are understood', () => {
    const values = [
      types.wrap_ubyte(200),
      types.wrap_byte(-3),
      types.wrap_ushort(60_000),
      types.wrap_short(-300),
      types.wrap_uint(0),
      types.wrap_ulong(2 ** 40),
      types.wrap_int(-70_000),
      types.wrap_float(0.5),
      types.wrap_double(0.1),
      types.wrap_char(0x1f600),
    ];
    const encoded = codec.encode({ body: values });
    expect(decode(encoded.subarray(encoded.indexOf(Buffer.from([0x00, 0x53, 0x77]))))).toEqual({
      descriptor: 0x77,
      value: [200, -3, 60_000, -300, 0, 2 ** 40, -70_000, 0.5, 0.1, '😀'],
    });
  });

  test('that are cut off or unknown are errors, never misread', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => {
        for (const read of [decode, parseContent, parseBatch, parseRequest]) {
          for (const start of [[], [0x00, 0x53, 0x73], [0x00, 0x53, 0x72, 0xd1], [0x00, 0x53, 0x75, 0xa0]]) {
            try {
              read(Buffer.from([...start, ...noise]));
            } catch (error) {
              expect(error).toBeInstanceOf(MalformedAmqp);
            }
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('messages', () => {
  const application = {
    int: types.wrap_int(300),
    long: types.wrap_long(5),
    float: types.wrap_float(0.1),
    short: types.wrap_short(-2),
    time: types.wrap_timestamp(1_709_210_096_789),
    symbol: types.wrap_symbol('s'),
  };
  const sectionOf = (bytes: Buffer, code: number): Buffer => {
    for (let at = 0; at < bytes.length; at = endOfValue(bytes, at)) {
      if (bytes[at + 2] === code) return bytes.subarray(at, endOfValue(bytes, at));
    }
    return Buffer.alloc(0);
  };

  test('keep properties, application properties, foreign annotations and body bit for bit', () => {
    const sent = codec.encode({
      message_id: 'm',
      durable: true,
      priority: 9,
      ttl: 60_000,
      application_properties: application,
      message_annotations: { 'x-opt-partition-key': 'p', 'x-opt-sequence-number': 99 },
      body: { deep: types.wrap_short(1) },
      footer: { f: 1 },
    });
    const encoded = encodeMessage(stored(parseContent(sent)));
    for (const code of [0x73, 0x74, 0x77, 0x78]) expect(sectionOf(encoded, code)).toEqual(sectionOf(sent, code));

    const decoded = codec.decode(encoded);
    expect(decoded).toMatchObject({ durable: true, priority: 9, delivery_count: 2 });
    expect(decoded.message_annotations).toMatchObject({
      'x-opt-partition-key': 'p',
      'x-opt-sequence-number': 7,
      'x-opt-enqueue-sequence-number': 5,
      'x-opt-message-state': 0,
    });
  });

  test('show what was changed, and only that', () => {
    const content = parseContent(codec.encode({ application_properties: application, body: 'x' }));
    const encoded = encodeMessage({
      ...stored(content),
      changes: new Map([['int', amqpString('other')]]),
      deadLetter: { reason: 'Bad', description: undefined },
    });
    expect(splitItems(sectionOf(encoded, 0x74), 3)).toHaveLength(2 * (Object.keys(application).length + 1));

    const decoded = codec.decode(encoded).application_properties;
    expect(decoded).toEqual({
      ...codec.decode(codec.encode({ application_properties: application, body: 'x' })).application_properties,
      int: 'other',
      DeadLetterReason: 'Bad',
    });
  });

  test.each([{}, { message_id: null, subject: 's' }, { subject: 's', correlation_id: 3 }])(
    'without an id get one: %j',
    (fields) => {
      const content = parseContent(codec.encode({ ...fields, body: 'x' }));
      expect(content.messageId).toBeUndefined();

      const decoded = codec.decode(encodeMessage(stored(withMessageId(content, 'new'))));
      expect(decoded.message_id).toBe('new');
      expect(decoded.subject).toBe('subject' in fields ? 's' : undefined);
    },
  );

  test('that are not messages are errors', () => {
    expect(() => parseContent(Buffer.alloc(0))).toThrow(MalformedAmqp);
    expect(() => parseBatch(Buffer.alloc(0))).toThrow(MalformedAmqp);
    expect(() => parseContent(Buffer.from('hello'))).toThrow(MalformedAmqp);
    expect(() => parseBatch(codec.encode({ body: codec.data_sections([Buffer.from('hello')]) }))).toThrow(
      MalformedAmqp,
    );
  });
});

describe('values inside values', () => {
  const lists = (depth: number): Buffer => {
    let value = amqpNull;
    for (let level = 0; level < depth; level += 1) value = amqpList([value]);
    return value;
  };
  const descriptors = (depth: number): Buffer => Buffer.concat([Buffer.alloc(depth), Buffer.alloc(depth + 1, 0x40)]);
  const described = (depth: number): Buffer =>
    Buffer.concat([...Array.from({ length: depth }, () => Buffer.from([0x00, 0x40])), amqpNull]);

  test.each([
    ['lists', lists],
    ['descriptors', descriptors],
    ['described values', described],
  ])('are read up to 60 levels deep (%s), and are an error far beyond', (_, nest) => {
    expect(endOfValue(nest(60), 0)).toBe(nest(60).length);
    expect(() => decode(nest(60))).not.toThrow();
    expect(() => decode(nest(5_000))).toThrow(MalformedAmqp);
  });

  test('are skipped without a stack overflow', () => {
    expect(() => endOfValue(descriptors(100_000), 0)).toThrow(MalformedAmqp);
  });
});

test('a lock token survives as a delivery tag, in the byte order of .NET', () => {
  const token = '00112233-4455-6677-8899-aabbccddeeff';

  expect(tagFromToken(token).toString('hex')).toBe('33221100554477668899aabbccddeeff');
  expect(tokenFromTag(tagFromToken(token))).toBe(token);
  expect(tokenFromBytes(bytesFromToken(token))).toBe(token);
});
