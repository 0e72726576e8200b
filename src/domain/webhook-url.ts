import { isLoopbackAddress, isPublicAddress } from './public-address.ts';

export const MAX_WEBHOOK_URL_LENGTH = 2048;

type Rules = {
  /** Whether endpoints on this machine are allowed, over http too. Only for a laptop. */
  allowLoopback: boolean;
};

/** The host of the URL if it is an address. The URL parser has normalized its spelling. */
export const findHostAddress = ({ hostname }: URL): string | undefined => {
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  return /^[\d.]+$/.test(hostname) ? hostname : undefined;
};

/** Names that always mean loopback; no DNS server is asked (RFC 6761). */
export const isLocalhost = (name: string): boolean => /^(?:.+\.)?localhost$/.test(name);

const isLoopbackHost = (url: URL): boolean =>
  isLocalhost(url.hostname) || isLoopbackAddress(findHostAddress(url) ?? '');

const findNameFlaw = (name: string): string | undefined => {
  if (isLocalhost(name)) return 'Must not name this machine (localhost).';
  if (name.endsWith('.')) return 'The host name must not end with a dot.';
  return name.includes('.') ? undefined : 'The host name must be complete, such as hooks.example.com.';
};

const findHostFlaw = (url: URL): string | undefined => {
  const address = findHostAddress(url);
  if (address === undefined) return findNameFlaw(url.hostname);
  return isPublicAddress(address) ? undefined : `Must be a public address; ${address} is not.`;
};

const isAllowedPort = ({ port, protocol }: URL): boolean => {
  const number = Number(port || (protocol === 'https:' ? 443 : 80));
  return number === 443 || number >= 1024;
};

const findSpellingFlaw = (text: string): string | undefined => {
  if (text.length > MAX_WEBHOOK_URL_LENGTH) return `Must have at most ${MAX_WEBHOOK_URL_LENGTH} characters.`;
  // The URL parser would silently repair or drop these.
  if (/[\s\p{Cc}\\]/u.test(text)) return 'Must not contain spaces, control characters or backslashes.';
  if (!/^https?:\/\//i.test(text)) return 'Must start with https://.';
  return URL.canParse(text) ? undefined : 'Must be a URL, such as https://hooks.example.com/orders.';
};

/**
 * Says what is wrong with the URL of a webhook endpoint; undefined if nothing is. What a name
 * resolves to is not known here: each call checks it.
 */
export const findWebhookUrlFlaw = (text: string, { allowLoopback }: Rules): string | undefined => {
  const spelling = findSpellingFlaw(text);
  if (spelling !== undefined) return spelling;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'Must not contain a user name or password.';
  if (text.includes('#')) return 'Must not have a fragment (#).';
  const isLocal = allowLoopback && isLoopbackHost(url);
  if (!isLocal && url.protocol !== 'https:') return 'Must use https.';
  if (!isAllowedPort(url)) return 'The port must be 443, or 1024 or above.';
  return isLocal ? undefined : findHostFlaw(url);
};
