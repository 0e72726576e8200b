// Each function returns the AMQP 1.0 encoding of one value. Its name is the type on the wire.

const encodeCode = (code: number): Buffer => Buffer.from([code]);

export const amqpNull: Buffer = encodeCode(0x40);

export const amqpBoolean = (value: boolean): Buffer => encodeCode(value ? 0x41 : 0x42);

export const amqpUint = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(5);
  bytes[0] = 0x70;
  bytes.writeUInt32BE(value, 1);
  return bytes;
};

export const amqpInt = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(5);
  bytes[0] = 0x71;
  bytes.writeInt32BE(value, 1);
  return bytes;
};

const eightBytes = (code: number, value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(9);
  bytes[0] = code;
  bytes.writeInt32BE(Math.floor(value / 0x1_0000_0000), 1);
  bytes.writeUInt32BE(((value % 0x1_0000_0000) + 0x1_0000_0000) % 0x1_0000_0000, 5);
  return bytes;
};

/** Integers up to 2^53. */
export const amqpLong = (value: number): Buffer => eightBytes(0x81, value);

/** Milliseconds since 1970. */
export const amqpTimestamp = (value: number): Buffer => eightBytes(0x83, value);

export const amqpDouble = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(9);
  bytes[0] = 0x82;
  bytes.writeDoubleBE(value, 1);
  return bytes;
};

const encodeSized = (narrow: number, wide: number, content: Buffer): Buffer => {
  if (content.length <= 0xff) return Buffer.concat([Buffer.from([narrow, content.length]), content]);
  const head = Buffer.allocUnsafe(5);
  head[0] = wide;
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
};

export const amqpString = (value: string): Buffer => encodeSized(0xa1, 0xb1, Buffer.from(value, 'utf8'));

export const amqpSymbol = (value: string): Buffer => encodeSized(0xa3, 0xb3, Buffer.from(value, 'ascii'));

export const amqpBinary = (value: Buffer): Buffer => encodeSized(0xa0, 0xb0, value);

export const amqpUuid = (value: Buffer): Buffer => Buffer.concat([encodeCode(0x98), value]);

const encodeCompound = (code: number, items: readonly Buffer[]): Buffer => {
  const head = Buffer.allocUnsafe(9);
  head[0] = code;
  head.writeUInt32BE(
    items.reduce((sum, item) => sum + item.length, 4),
    1,
  );
  head.writeUInt32BE(items.length, 5);
  return Buffer.concat([head, ...items]);
};

/** The items are already encoded. */
export const amqpList = (items: readonly Buffer[]): Buffer =>
  items.length === 0 ? encodeCode(0x45) : encodeCompound(0xd0, items);

/** Takes encoded keys and values, alternating. */
export const amqpMap = (items: readonly Buffer[]): Buffer => encodeCompound(0xd1, items);

/** Elements of one type. Each comes with its type code, which the array writes only once. */
export const amqpArray = (code: number, elements: readonly Buffer[]): Buffer => {
  const bodies = elements.map((element) => element.subarray(1));
  const head = Buffer.allocUnsafe(10);
  head[0] = 0xf0;
  head.writeUInt32BE(
    bodies.reduce((sum, body) => sum + body.length, 5),
    1,
  );
  head.writeUInt32BE(bodies.length, 5);
  head[9] = code;
  return Buffer.concat([head, ...bodies]);
};

/** A section of a message, or another composite with a small descriptor. */
export const amqpDescribed = (descriptor: number, value: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0x00, 0x53, descriptor]), value]);

/** A composite of the service, whose descriptor needs up to 53 bits. */
export const amqpComposite = (descriptor: number, fields: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([0x00]), eightBytes(0x80, descriptor), amqpList(fields)]);
