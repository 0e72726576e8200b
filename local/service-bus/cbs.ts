import { createHmac, timingSafeEqual } from 'node:crypto';
import { amqpNull, amqpString } from './amqp-encoding.ts';
import { encodeResponse, type Request, statusCode } from './request-response.ts';

export type SharedAccessKey = {
  name: string;
  value: string;
};

/** What one connection may use: entity path to expiry, in milliseconds since 1970. */
export type Grants = Map<string, number>;

class Unauthorized extends Error {
  override readonly name = 'Unauthorized';
}

const isSignature = (key: SharedAccessKey, resource: string, expiry: string, signature: string): boolean => {
  const expected = createHmac('sha256', key.value).update(`${resource}\n${expiry}`).digest();
  const actual = Buffer.from(signature, 'base64');
  return actual.length === expected.length && timingSafeEqual(actual, expected);
};

const pathOf = (resource: string): string =>
  decodeURIComponent(resource)
    .replace(/^[a-z]+:\/\/[^/]*\/?/i, '')
    .toLowerCase();

/** Checks a shared access signature; its key only if there is one. Throws `Unauthorized`. */
const readSasToken = (
  token: string,
  key: SharedAccessKey | undefined,
  now: number,
): { path: string; until: number } => {
  const [scheme, encoded = ''] = token.split(' ', 2);
  if (scheme !== 'SharedAccessSignature') throw new Unauthorized('The token is not a shared access signature.');
  const parts = new Map(
    encoded.split('&').map((part): [string, string] => {
      const equals = part.indexOf('=');
      return [part.slice(0, equals), part.slice(equals + 1)];
    }),
  );
  const resource = parts.get('sr') ?? '';
  const expiry = parts.get('se') ?? '';
  const until = Number(expiry) * 1_000;
  if (resource === '' || !(until > 0)) throw new Unauthorized('The token has no resource or no expiry.');
  if (until <= now) throw new Unauthorized('ExpiredToken: The token is expired.');
  if (key) {
    if (decodeURIComponent(parts.get('skn') ?? '') !== key.name) throw new Unauthorized('The key name is unknown.');
    if (!isSignature(key, resource, expiry, decodeURIComponent(parts.get('sig') ?? ''))) {
      throw new Unauthorized('InvalidSignature: The token has an invalid signature.');
    }
  }
  return { path: pathOf(resource), until };
};

const putToken = (request: Request, grants: Grants, key: SharedAccessKey | undefined, now: number): void => {
  const operation = request.properties.get('operation');
  if (operation !== 'put-token') throw new Unauthorized(`The operation ${String(operation)} is not implemented.`);
  const type = request.properties.get('type');
  if (type !== 'servicebus.windows.net:sastoken') {
    throw new Unauthorized(
      `Tokens of the type ${String(type)} are not implemented, only shared access signatures are.`,
    );
  }
  if (typeof request.body !== 'string') throw new Unauthorized('The token must be a string.');
  const { path, until } = readSasToken(request.body, key, now);
  grants.set(path, until);
};

/** Answers a request to $cbs and records the permission it grants. */
export const answerCbs = (request: Request, grants: Grants, key: SharedAccessKey | undefined, now: number): Buffer => {
  const answer = (code: number, description: string): Buffer =>
    encodeResponse(
      request,
      { 'status-code': statusCode(code), 'status-description': amqpString(description) },
      amqpNull,
    );
  try {
    putToken(request, grants, key, now);
    return answer(202, 'Accepted');
  } catch (error) {
    if (error instanceof Unauthorized || error instanceof URIError) return answer(401, error.message);
    throw error;
  }
};

/** Whether the connection has a valid token for the entity or for a path above it. */
export const isGranted = (grants: Grants, address: string, now: number): boolean => {
  const path = address.replace(/^\//, '').toLowerCase();
  for (const [granted, until] of grants) {
    const covers = granted === '' || path === granted || path.startsWith(`${granted.replace(/\/$/, '')}/`);
    if (covers && until > now) return true;
  }
  return false;
};
