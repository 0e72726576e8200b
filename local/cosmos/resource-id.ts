/**
 * Resource ids as in the service: 4 bytes database, 4 container, 8 document, base64 with `-` for
 * `/`. To break ties in sorted queries, the SDK reads bytes 8 to 15 as a little-endian number.
 */
const encode = (bytes: Buffer): string => bytes.toString('base64').replaceAll('/', '-');

export const databaseRid = (database: number): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(database);
  return encode(bytes);
};

const containerBytes = (database: number, container: number, size: number): Buffer => {
  const bytes = Buffer.alloc(size);
  bytes.writeUInt32BE(database);
  // The high bit marks a container among the children of a database.
  bytes.writeUInt32BE((0x80000000 | container) >>> 0, 4);
  return bytes;
};

export const containerRid = (database: number, container: number): string =>
  encode(containerBytes(database, container, 8));

export const documentRid = (database: number, container: number, document: number): string => {
  const bytes = containerBytes(database, container, 16);
  bytes.writeBigUInt64LE(BigInt(document), 8);
  return encode(bytes);
};
