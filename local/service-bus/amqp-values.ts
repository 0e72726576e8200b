/**
 * A value decoded from AMQP 1.0. Symbols and characters become strings, UUIDs and binaries buffers.
 */
export type AmqpValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Buffer
  | AmqpValue[]
  | Map<AmqpValue, AmqpValue>
  | Described;

export type Described = {
  descriptor: AmqpValue;
  value: AmqpValue;
};

/** The bytes are not AMQP 1.0. */
export class MalformedAmqp extends Error {
  override readonly name = 'MalformedAmqp';
}

export type Cursor = {
  buffer: Buffer;
  offset: number;
  /** How many values enclose the one at the offset. Absent means none. */
  depth?: number;
};

/** Deeper than any client nests. Without a limit, a few kilobytes could exhaust the stack. */
const MAX_DEPTH = 64;

const refuseBeyondDepth = (depth: number): void => {
  if (depth > MAX_DEPTH) throw new MalformedAmqp('values are nested too deeply');
};

const fixedWidths: Readonly<Record<number, number>> = { 4: 0, 5: 1, 6: 2, 7: 4, 8: 8, 9: 16 };

/** The offset after the value at `offset`. Throws `MalformedAmqp` if it exceeds the buffer. */
export const endOfValue = (buffer: Buffer, offset: number, depth = 0): number => {
  refuseBeyondDepth(depth);
  let at = offset;
  while (buffer[at] === 0x00) at = endOfValue(buffer, at + 1, depth + 1);
  const code = buffer[at];
  if (code === undefined) throw new MalformedAmqp('a value is missing');
  const category = code >>> 4;
  const width = fixedWidths[category];
  const end = width === undefined ? endOfSized(buffer, at + 1, category) : at + 1 + width;
  if (end > buffer.length) throw new MalformedAmqp('a value is cut off');
  return end;
};

const endOfSized = (buffer: Buffer, at: number, category: number): number => {
  const narrow = category === 0xa || category === 0xc || category === 0xe;
  if (!narrow && category !== 0xb && category !== 0xd && category !== 0xf) {
    throw new MalformedAmqp(`the type category ${category} is unknown`);
  }
  if (at + (narrow ? 1 : 4) > buffer.length) throw new MalformedAmqp('a size is cut off');
  return narrow ? at + 1 + buffer.readUInt8(at) : at + 4 + buffer.readUInt32BE(at);
};

const numberOf = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;

const characterOf = (codePoint: number): string => {
  if (codePoint > 0x10_ffff) throw new MalformedAmqp('a character is beyond Unicode');
  return String.fromCodePoint(codePoint);
};

const decimalTypes: ReadonlySet<number> = new Set([0x74, 0x84, 0x94]);

const decoders: Readonly<Record<number, (bytes: Buffer) => AmqpValue>> = {
  64: () => null,
  65: () => true,
  66: () => false,
  67: () => 0,
  68: () => 0,
  69: () => [],
  80: (bytes) => bytes.readUInt8(),
  81: (bytes) => bytes.readInt8(),
  82: (bytes) => bytes.readUInt8(),
  83: (bytes) => bytes.readUInt8(),
  84: (bytes) => bytes.readInt8(),
  85: (bytes) => bytes.readInt8(),
  86: (bytes) => bytes.readUInt8() !== 0,
  96: (bytes) => bytes.readUInt16BE(),
  97: (bytes) => bytes.readInt16BE(),
  112: (bytes) => bytes.readUInt32BE(),
  113: (bytes) => bytes.readInt32BE(),
  114: (bytes) => bytes.readFloatBE(),
  115: (bytes) => characterOf(bytes.readUInt32BE()),
  128: (bytes) => numberOf(bytes.readBigUInt64BE()),
  129: (bytes) => numberOf(bytes.readBigInt64BE()),
  130: (bytes) => bytes.readDoubleBE(),
  131: (bytes) => new Date(Number(bytes.readBigInt64BE())),
  152: (bytes) => bytes,
};

const readSized = (code: number, bytes: Buffer, depth: number): AmqpValue => {
  const narrow = (code & 0x10) === 0;
  const content = bytes.subarray(narrow ? 1 : 4);
  if (code === 0xa0 || code === 0xb0) return content;
  if (code === 0xa1 || code === 0xb1) return content.toString('utf8');
  if (code === 0xa3 || code === 0xb3) return content.toString('ascii');
  const least = narrow ? 1 : 4;
  if (content.length < least) throw new MalformedAmqp('a count is cut off');
  const count = narrow ? content.readUInt8() : content.readUInt32BE();
  const cursor: Cursor = { buffer: content, offset: least, depth: depth + 1 };
  if (code === 0xe0 || code === 0xf0) return readArray(cursor, count);
  const items: AmqpValue[] = [];
  for (let index = 0; index < count; index += 1) items.push(readValue(cursor));
  if (code === 0xc0 || code === 0xd0) return items;
  if (code !== 0xc1 && code !== 0xd1) throw new MalformedAmqp(`the type 0x${code.toString(16)} is unknown`);
  const entries = new Map<AmqpValue, AmqpValue>();
  for (let index = 0; index < items.length; index += 2) entries.set(items[index] ?? null, items[index + 1] ?? null);
  return entries;
};

const readArray = (cursor: Cursor, count: number): AmqpValue[] => {
  if (cursor.buffer[cursor.offset] === 0x00) throw new MalformedAmqp('arrays of described values are not implemented');
  const code = cursor.buffer[cursor.offset];
  if (code === undefined) throw new MalformedAmqp('an array has no type');
  cursor.offset += 1;
  const items: AmqpValue[] = [];
  // Elements of zero width take no bytes, so nothing but the count would limit them.
  if (code >>> 4 === 4 && count > cursor.buffer.length) throw new MalformedAmqp('an array is too long');
  for (let index = 0; index < count; index += 1) items.push(readTyped(code, cursor));
  return items;
};

const readTyped = (code: number, cursor: Cursor): AmqpValue => {
  refuseBeyondDepth(cursor.depth ?? 0);
  const start = cursor.offset;
  const category = code >>> 4;
  const width = fixedWidths[category];
  const end = width === undefined ? endOfSized(cursor.buffer, start, category) : start + width;
  if (end > cursor.buffer.length) throw new MalformedAmqp('a value is cut off');
  cursor.offset = end;
  const bytes = cursor.buffer.subarray(start, end);
  if (width === undefined) return readSized(code, bytes, cursor.depth ?? 0);
  const decode = decoders[code];
  if (decode) return decode(bytes);
  if (decimalTypes.has(code)) return bytes;
  throw new MalformedAmqp(`the type 0x${code.toString(16)} is unknown`);
};

/** Decodes the value at the cursor and moves the cursor past it. Throws `MalformedAmqp`. */
export const readValue = (cursor: Cursor): AmqpValue => {
  const code = cursor.buffer[cursor.offset];
  if (code === undefined) throw new MalformedAmqp('a value is missing');
  cursor.offset += 1;
  if (code !== 0x00) return readTyped(code, cursor);
  const depth = cursor.depth ?? 0;
  refuseBeyondDepth(depth);
  cursor.depth = depth + 1;
  const descriptor = readValue(cursor);
  const value = readValue(cursor);
  cursor.depth = depth;
  return { descriptor, value };
};

/** The items of an encoded list or map, each still encoded. */
export const splitItems = (buffer: Buffer, offset: number): Buffer[] => {
  const code = buffer[offset];
  if (code === 0x45 || code === 0x40) return [];
  const narrow = code === 0xc0 || code === 0xc1;
  if (!narrow && code !== 0xd0 && code !== 0xd1) throw new MalformedAmqp('a list or map is expected');
  const content = buffer.subarray(offset, endOfValue(buffer, offset));
  let at = narrow ? 3 : 9;
  if (content.length < at) throw new MalformedAmqp('a count is cut off');
  const count = narrow ? content.readUInt8(2) : content.readUInt32BE(5);
  const items: Buffer[] = [];
  for (let index = 0; index < count; index += 1) {
    const end = endOfValue(content, at);
    items.push(content.subarray(at, end));
    at = end;
  }
  return items;
};
