import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** One list per family: a list of IPv4 ranges also matches the IPv6 addresses mapped to them. */
const listRanges = (family: 'ipv4' | 'ipv6', ranges: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const range of ranges) {
    const [first = '', length] = range.split('/');
    list.addSubnet(first, Number(length), family);
  }
  return list;
};

/** IANA's registries of special-purpose and multicast addresses, and what Azure adds. */
const specialIpv4 = listRanges('ipv4', [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's platform, as virtual machines reach it
  '169.254.0.0/16', // link-local, with the metadata services of clouds
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
]);

/** Excludes mapped and translated addresses, loopback, link-local, unique-local and multicast. */
const globalUnicast = listRanges('ipv6', ['2000::/3']);

const specialIpv6 = listRanges('ipv6', [
  '2001::/23', // protocol assignments, with Teredo
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4, which contains any IPv4 address
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
]);

/** An address with a zone is never public. */
const isPlainIPv6 = (text: string): boolean => isIPv6(text) && !text.includes('%');

/** Whether this is an address on the public internet. `text` may be anything. */
export const isPublicAddress = (text: string): boolean => {
  if (isIPv4(text)) return !specialIpv4.check(text);
  return isPlainIPv6(text) && globalUnicast.check(text, 'ipv6') && !specialIpv6.check(text, 'ipv6');
};

const loopbackIpv4 = listRanges('ipv4', ['127.0.0.0/8']);
const loopbackIpv6 = listRanges('ipv6', ['::1/128']);

export const isLoopbackAddress = (text: string): boolean =>
  isIPv4(text) ? loopbackIpv4.check(text) : isPlainIPv6(text) && loopbackIpv6.check(text, 'ipv6');
