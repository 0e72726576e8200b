import fc from 'fast-check';
import { effectivePartitionKey, rangeBoundaries } from '../../../local/cosmos/partition-key-hash.ts';
import { hashV2PartitionKey } from '../../../node_modules/@azure/cosmos/dist/commonjs/utils/hashing/v2.js';

test('keys hash as the client hashes them', () => {
  const key = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constant(null),
  );
  fc.assert(
    fc.property(key, (value) => {
      expect(effectivePartitionKey(value)).toBe(hashV2PartitionKey([value]));
    }),
  );
  expect(effectivePartitionKey(undefined)).toBe(hashV2PartitionKey([{}]));
});

test('ranges meet without gaps, from the least key to the greatest', () => {
  const ranges = rangeBoundaries(5);
  expect(ranges[0]?.minInclusive).toBe('');
  expect(ranges.at(-1)?.maxExclusive).toBe('FF');

  for (const [i, range] of ranges.entries()) {
    if (i > 0) expect(range.minInclusive).toBe(ranges[i - 1]?.maxExclusive);
  }
});
