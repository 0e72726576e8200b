// A token is written as a UUID. $management uses the byte order of RFC 9562. A delivery tag uses
// that of .NET, which keeps the first three groups little-endian.

export const tokenFromBytes = (bytes: Buffer): string => {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

export const bytesFromToken = (token: string): Buffer => Buffer.from(token.replaceAll('-', ''), 'hex');

const swapGroups = (bytes: Buffer): Buffer => {
  const swapped = Buffer.from(bytes);
  swapped.subarray(0, 4).reverse();
  swapped.subarray(4, 6).reverse();
  swapped.subarray(6, 8).reverse();
  return swapped;
};

export const tagFromToken = (token: string): Buffer => swapGroups(bytesFromToken(token));

export const tokenFromTag = (tag: Buffer): string => tokenFromBytes(swapGroups(tag));
