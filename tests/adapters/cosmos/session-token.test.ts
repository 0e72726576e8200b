import { isBehind } from '../../../src/adapters/cosmos/session-token.ts';

describe('isBehind', () => {
  test.each([
    ['0:-1#11', '0:-1#12', true],
    ['0:-1#9', '0:-1#12', true],
    ['0:1#100#1=20#2=5', '0:1#101#1=20#2=5', true],
    ['0:-1#12', '0:-1#12', false],
    ['0:-1#13', '0:-1#12', false],
    // After a split, the numbers belong to another range and mean nothing here.
    ['1:-1#11', '0:-1#12', false],
    [undefined, '0:-1#12', false],
    ['0:-1#11', 'something else', false],
  ])('%s after a write of %s: %s', (served, wanted, behind) => {
    expect(isBehind(served, wanted)).toBe(behind);
  });
});
