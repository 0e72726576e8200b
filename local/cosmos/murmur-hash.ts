const mask = 0xffffffffffffffffn;
const c1 = 0x87c37b91114253d5n;
const c2 = 0x4cf5ad432745937fn;

const multiply = (a: bigint, b: bigint): bigint => (a * b) & mask;
const rotate = (value: bigint, by: bigint): bigint => ((value << by) | (value >> (64n - by))) & mask;

const finalMix = (value: bigint): bigint => {
  let h = value ^ (value >> 33n);
  h = multiply(h, 0xff51afd7ed558ccdn);
  h ^= h >> 33n;
  h = multiply(h, 0xc4ceb9fe1a85ec53n);
  return h ^ (h >> 33n);
};

const littleEndian = (bytes: Uint8Array, from: number, to: number): bigint => {
  let value = 0n;
  for (let i = Math.min(to, bytes.length) - 1; i >= from; i--) value = (value << 8n) | BigInt(bytes[i] ?? 0);
  return value;
};

const mixFirst = (k: bigint): bigint => multiply(rotate(multiply(k, c1), 31n), c2);
const mixSecond = (k: bigint): bigint => multiply(rotate(multiply(k, c2), 33n), c1);

/** MurmurHash3, x64, 128 bits, seed 0: the two halves. */
export const murmurHash128 = (bytes: Uint8Array): [bigint, bigint] => {
  let h1 = 0n;
  let h2 = 0n;
  const blocks = bytes.length - (bytes.length % 16);
  for (let i = 0; i < blocks; i += 16) {
    h1 ^= mixFirst(littleEndian(bytes, i, i + 8));
    h1 = (multiply((rotate(h1, 27n) + h2) & mask, 5n) + 0x52dce729n) & mask;
    h2 ^= mixSecond(littleEndian(bytes, i + 8, i + 16));
    h2 = (multiply((rotate(h2, 31n) + h1) & mask, 5n) + 0x38495ab5n) & mask;
  }
  h1 ^= mixFirst(littleEndian(bytes, blocks, blocks + 8));
  h2 ^= mixSecond(littleEndian(bytes, blocks + 8, blocks + 16));
  h1 ^= BigInt(bytes.length);
  h2 ^= BigInt(bytes.length);
  h1 = (h1 + h2) & mask;
  h2 = (h2 + h1) & mask;
  h1 = finalMix(h1);
  h2 = finalMix(h2);
  h1 = (h1 + h2) & mask;
  return [h1, (h2 + h1) & mask];
};
