import { murmurHash128 } from './murmur-hash.ts';
import type { PartitionKeyValue } from './partition-key.ts';

const encode = (value: PartitionKeyValue): Uint8Array => {
  if (value === undefined) return Uint8Array.of(0x00);
  if (value === null) return Uint8Array.of(0x01);
  if (typeof value === 'boolean') return Uint8Array.of(value ? 0x03 : 0x02);
  if (typeof value === 'string') return Buffer.concat([Buffer.of(0x08), Buffer.from(value, 'utf8'), Buffer.of(0xff)]);
  const bytes = Buffer.alloc(9);
  bytes[0] = 0x05;
  bytes.writeDoubleLE(value, 1);
  return bytes;
};

/**
 * The effective partition key of hash version 2: 32 hexadecimal digits, first two bits clear. The
 * SDK computes it too, to route queries and bulk operations, so both must agree exactly.
 */
export const effectivePartitionKey = (value: PartitionKeyValue): string => {
  const [h1, h2] = murmurHash128(encode(value));
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64BE(h2, 0);
  bytes.writeBigUInt64BE(h1, 8);
  bytes[0] = (bytes[0] ?? 0) & 0x3f;
  return bytes.toString('hex').toUpperCase();
};

/** Splits the effective partition keys into equal ranges, from '' to 'FF'. */
export const rangeBoundaries = (count: number): { minInclusive: string; maxExclusive: string }[] => {
  const space = 1n << 126n;
  const cut = (i: number): string => {
    if (i === 0) return '';
    if (i === count) return 'FF';
    return ((space * BigInt(i)) / BigInt(count)).toString(16).padStart(32, '0').toUpperCase();
  };
  return Array.from({ length: count }, (_, i) => ({ minInclusive: cut(i), maxExclusive: cut(i + 1) }));
};
