/**
 * Resource ids as in the service: 4 bytes database, 4 container, 8 document, base64 with `-` for
 * `/`. To break ties in sorted queries, the SDK reads bytes 8 to 15 as a little-endian number.
 */
const encode = (bytes: Buffer): string => bytes.toString('base64').replaceAll('/', '-');

const containerBit = 0x80;

const decode = (rid: string): Buffer | undefined => {
  const bytes = Buffer.from(rid.replaceAll('-', '/'), 'base64');
  return encode(bytes) === rid ? bytes : undefined;
};

/** Whether a text has the form of a database's or container's resource id. */
export const isResourceId = (text: string): boolean => {
  const bytes = decode(text);
  return bytes?.length === 4 || (bytes?.length === 8 && bytes.readUInt8(4) >= containerBit);
};

/** The number in a document's resource id. Undefined for anything else. */
export const documentNumber = (rid: string): number | undefined => {
  const bytes = decode(rid);
  return bytes?.length === 16 ? Number(bytes.readBigUInt64LE(8)) : undefined;
};

export const databaseRid = (database: number): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(database);
  return encode(bytes);
};

const containerBytes = (database: number, container: number, size: number): Buffer => {
  const bytes = Buffer.alloc(size);
  bytes.writeUInt32BE(database);
  // The high bit marks a container among the children of a database.
  bytes.writeUInt32BE(container, 4);
  bytes.writeUInt8(bytes.readUInt8(4) | containerBit, 4);
  return bytes;
};

export const containerRid = (database: number, container: number): string =>
  encode(containerBytes(database, container, 8));

export const documentRid = (database: number, container: number, document: number): string => {
  const bytes = containerBytes(database, container, 16);
  bytes.writeBigUInt64LE(BigInt(document), 8);
  return encode(bytes);
};
