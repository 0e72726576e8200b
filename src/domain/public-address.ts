// Addresses are numbers of 32 or 128 bits, so that their spelling does not matter.

const parseIpv4 = (text: string): bigint | undefined => {
  const parts = text.split('.');
  const isWhole = parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return isWhole ? parts.reduce((bits, part) => bits * 256n + BigInt(part), 0n) : undefined;
};

/** The URL parser reads every spelling and writes only one. */
const parseIpv6 = (text: string): bigint | undefined => {
  const url = `http://[${text}]`;
  if (!/^[\da-f:.]+$/i.test(text) || !URL.canParse(url)) return undefined;
  const groupsOf = (part = '') => part.split(':').filter((group) => group !== '');
  const [front, back] = new URL(url).hostname.slice(1, -1).split('::');
  const [before, after] = [groupsOf(front), groupsOf(back)];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].reduce((bits, group) => bits * 65_536n + BigInt(`0x${group}`), 0n);
};

type Family = { bits: number; parse: (text: string) => bigint | undefined };
type Range = (address: bigint) => boolean;

const ipv4: Family = { bits: 32, parse: parseIpv4 };
const ipv6: Family = { bits: 128, parse: parseIpv6 };

const parseRange = ({ bits, parse }: Family, text: string): Range => {
  const [first = '', length] = text.split('/');
  const base = parse(first);
  if (base === undefined) throw new Error(`"${text}" is not an address range.`);
  const shift = BigInt(bits - Number(length));
  return (address) => address >> shift === base >> shift;
};

const parseRanges = (family: Family, texts: readonly string[]): readonly Range[] =>
  texts.map((text) => parseRange(family, text));

/** IANA's registries of special-purpose and multicast addresses, and what Azure adds. */
const specialIpv4 = parseRanges(ipv4, [
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
const globalUnicast = parseRange(ipv6, '2000::/3');

const specialIpv6 = parseRanges(ipv6, [
  '2001::/23', // protocol assignments, with Teredo
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4, which contains any IPv4 address
  '2620:4f:8000::/48', // AS112
  '3fff::/20', // documentation
]);

/** Whether this is an address on the public internet. `text` may be anything. */
export const isPublicAddress = (text: string): boolean => {
  const short = parseIpv4(text);
  if (short !== undefined) return !specialIpv4.some((contains) => contains(short));
  const long = parseIpv6(text);
  return long !== undefined && globalUnicast(long) && !specialIpv6.some((contains) => contains(long));
};

const loopbackIpv4 = parseRange(ipv4, '127.0.0.0/8');

export const isLoopbackAddress = (text: string): boolean => {
  const short = parseIpv4(text);
  return short === undefined ? parseIpv6(text) === 1n : loopbackIpv4(short);
};
