import { BlockList } from 'node:net';
import fc from 'fast-check';
import { isLoopbackAddress, isPublicAddress } from '../../src/domain/public-address.ts';

/** The first and the last address of each range that is not public. */
const refused = [
  ['this network', '0.0.0.0', '0.255.255.255'],
  ['private, a large one', '10.0.0.0', '10.255.255.255'],
  ['shared by the customers of a carrier', '100.64.0.0', '100.127.255.255'],
  ['loopback', '127.0.0.0', '127.255.255.255'],
  ["Azure's platform", '168.63.129.16', '168.63.129.16'],
  ['link-local', '169.254.0.0', '169.254.255.255'],
  ['private, a medium one', '172.16.0.0', '172.31.255.255'],
  ['protocol assignments', '192.0.0.0', '192.0.0.255'],
  ['documentation, the first', '192.0.2.0', '192.0.2.255'],
  ['AS112, the first', '192.31.196.0', '192.31.196.255'],
  ['AMT', '192.52.193.0', '192.52.193.255'],
  ['6to4 relays', '192.88.99.0', '192.88.99.255'],
  ['private, a small one', '192.168.0.0', '192.168.255.255'],
  ['AS112, the second', '192.175.48.0', '192.175.48.255'],
  ['benchmarks', '198.18.0.0', '198.19.255.255'],
  ['documentation, the second', '198.51.100.0', '198.51.100.255'],
  ['documentation, the third', '203.0.113.0', '203.0.113.255'],
  ['multicast, reserved and broadcast', '224.0.0.0', '255.255.255.255'],
  ['unspecified to below global unicast', '::', '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['protocol assignments, Teredo', '2001::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['documentation', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['6to4', '2002::', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['AS112', '2620:4f:8000::', '2620:4f:8000:ffff:ffff:ffff:ffff:ffff'],
  ['documentation, the new one', '3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['above global unicast', '4000::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
] as const;

/** The neighbours of these ranges. */
const allowed = [
  ...['1.0.0.0', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'],
  ...['168.63.129.15', '168.63.129.17', '169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0'],
  ...['191.255.255.255', '192.0.1.255', '192.0.3.0', '192.31.195.255', '192.31.197.0', '192.52.192.255'],
  ...['192.52.194.0', '192.88.98.255', '192.88.100.0', '192.167.255.255', '192.169.0.0', '192.175.47.255'],
  ...['192.175.49.0', '198.17.255.255', '198.20.0.0', '198.51.99.255', '198.51.101.0', '203.0.112.255'],
  ...['203.0.114.0', '223.255.255.255', '8.8.8.8', '2000::', '2001:200::', '2001:db7:ffff::', '2001:db9::'],
  ...['2001:ffff::', '2003::', '2620:4f:7fff::', '2620:4f:8001::', '2606:4700:4700::1111', '2a00:1450::8'],
  ...['3ffe:ffff::', '3fff:1000::', '3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
];

test.each(refused)('%s is not public: %s to %s', (_, first, last) => {
  expect([first, last].map(isPublicAddress)).toEqual([false, false]);
});

test.each(allowed)('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ['a mapped address', '::ffff:8.8.8.8'],
  ['a mapped address in hex', '::ffff:808:808'],
  ['a compatible address', '::8.8.8.8'],
  ['a translated address (NAT64)', '64:ff9b::8.8.8.8'],
  ['a locally translated address', '64:ff9b:1::8.8.8.8'],
  ['discard-only', '100::1'],
  ['segment routing', '5f00::1'],
  ['unique-local', 'fd00:ec2::254'],
  ['link-local', 'fe80::1'],
  ['link-local with a zone', 'fe80::1%eth0'],
  ['a public address with a zone', '2606:4700::1%eth0'],
  ['site-local', 'fec0::1'],
  ['multicast', 'ff02::1'],
  ['ORCHID', '2001:20::1'],
  ['upper case', 'FE80::1'],
])('%s is not public: %s', (_, address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(['', ' ', 'shop', '8.8.8', '8.8.8.8.8', '8.8.8.256', '08.8.8.8', '0x8.8.8.8', '134744072', '8.8.8.8 '])(
  'text that is no address is not public: "%s"',
  (text) => {
    expect(isPublicAddress(text)).toBe(false);
  },
);

test.each(['[::1]', '2606:4700', '2606:4700::1::2', '2606:4700::1]@[::1', '2606:4700::1/64', '2606:4700::g'])(
  'text that is nearly an address is not public: "%s"',
  (text) => {
    expect(isPublicAddress(text)).toBe(false);
  },
);

test.each(['127.0.0.1', '127.255.255.255', '127.0.0.0', '::1', '0:0:0:0:0:0:0:1'])('%s is loopback', (address) => {
  expect(isLoopbackAddress(address)).toBe(true);
});

test.each(['126.255.255.255', '128.0.0.0', '0.0.0.0', '::', '::2', '::ffff:127.0.0.1', 'localhost', ''])(
  '"%s" is not loopback',
  (text) => {
    expect(isLoopbackAddress(text)).toBe(false);
  },
);

test('no address of these ranges is public, and all others are', () => {
  const blocked = new BlockList();
  for (const [, first, last] of refused) blocked.addRange(first, last, first.includes(':') ? 'ipv6' : 'ipv4');
  // A third of them near a range, where a mistake would be.
  const near = fc.constantFrom(...refused.flatMap(([, first, last]) => [first, last]));
  const change = (address: string, group: number): string =>
    address.includes(':')
      ? address.replace(/[^:]*$/, group.toString(16))
      : address.replace(/[^.]*$/, String(group % 256));
  const address = fc.oneof(
    fc.ipV4(),
    fc.ipV6().filter((text) => !text.includes('.')),
    fc.tuple(near, fc.nat({ max: 65_535 })).map(([text, group]) => change(text, group)),
  );

  fc.assert(
    fc.property(address, (text) => {
      expect(isPublicAddress(text)).toBe(!blocked.check(text, text.includes(':') ? 'ipv6' : 'ipv4'));
    }),
    { numRuns: 2_000 },
  );
});
