import { isIP, type LookupFunction } from 'node:net';

/** Instead of a second look-up, which could give other addresses than those that were checked. */
export const pinnedLookup = (addresses: readonly string[]): LookupFunction => {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  const [first = { address: '', family: 0 }] = found;
  return (_, { all }, callback) => {
    // Asynchronous, like a real look-up: Node attaches its error handlers only after this returns.
    setImmediate(() => (all ? callback(null, found) : callback(null, first.address, first.family)));
  };
};
