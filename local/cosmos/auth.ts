import { createHmac, timingSafeEqual } from 'node:crypto';
import { CosmosError } from './cosmos-error.ts';
import { isResourceId } from './resource-id.ts';

/** The key that Microsoft documents for its emulator. It is public and protects nothing. */
export const emulatorKey = 'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==';

export type Signed = {
  method: string;
  /** Such as `docs`; empty for the account. */
  resourceType: string;
  /** Path of the resource, or of its parent if the request names a collection. */
  resourceLink: string;
  date: string | undefined;
  authorization: string | undefined;
};

const unauthorized = (reason: string): CosmosError =>
  new CosmosError(
    401,
    'Unauthorized',
    `The input authorization token can't serve the request. ${reason} Please check that the expected payload is built as per the protocol, and check the key being used.`,
  );

const decodeHeader = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw unauthorized('It is not correctly percent-encoded.');
  }
};

/** What may be signed for a link: the link, or the resource id it ends with, in lower case. */
const signedLinks = (link: string): string[] => {
  const last = link.split('/').at(-1) ?? '';
  return [link, decodeHeader(link), ...(isResourceId(last) ? [last.toLowerCase()] : [])];
};

/** Checks the signature of the master key. Throws 401. */
export const authorize = (request: Signed, key: string): void => {
  if (request.authorization === undefined) throw unauthorized('The authorization header is missing.');
  const fields = new URLSearchParams(decodeHeader(request.authorization).replaceAll('+', '%2B'));
  if (fields.get('type') !== 'master' || fields.get('ver') !== '1.0') {
    throw unauthorized('The local Cosmos server accepts only signatures of the account key.');
  }
  if (request.date === undefined) throw unauthorized('The x-ms-date header is missing.');
  const given = Buffer.from(fields.get('sig') ?? '', 'base64');
  for (const link of new Set(signedLinks(request.resourceLink))) {
    const payload = `${request.method.toLowerCase()}\n${request.resourceType}\n${link}\n${request.date.toLowerCase()}\n\n`;
    const wanted = createHmac('sha256', Buffer.from(key, 'base64')).update(payload, 'utf8').digest();
    if (wanted.length === given.length && timingSafeEqual(wanted, given)) return;
  }
  throw unauthorized(`The server used the string to sign for '${request.resourceLink}'.`);
};
