import { oidcKeys } from '../../../src/adapters/auth/oidc-keys.ts';
import { Unavailable } from '../../../src/domain/errors.ts';
import { startTestIssuer, type TestIssuer } from './test-issuer.ts';

let issuer: TestIssuer;

beforeEach(async () => {
  issuer = await startTestIssuer();
});

afterEach(() => issuer.close());

/** Why the keys could not be fetched; operators read it in the log. */
const causeOf = async (url: string): Promise<unknown> => {
  const error: unknown = await oidcKeys(url)
    .prefetch()
    .catch((failure: unknown) => failure);
  if (!(error instanceof Unavailable)) throw new Error(`The keys were fetched, or failed with ${error}.`);
  return error.cause instanceof Error ? error.cause.message : error.cause;
};

test.each([
  [{ discoveryStatus: 503 }, 'The issuer answered 503 for its discovery document.'],
  [{ discovery: { issuer: 'https://elsewhere.example' } }, 'The discovery document belongs to another issuer.'],
  [{ discovery: { jwks_uri: undefined } }, 'The discovery document has no jwks_uri.'],
  [
    { discovery: { jwks_uri: 'http://keys.example/keys' } },
    'http://keys.example must use https (http is allowed only for loopback addresses).',
  ],
])('an issuer with %j is unavailable, and the cause says why', async (fault, reason) => {
  Object.assign(issuer, fault);

  expect(await causeOf(issuer.url)).toBe(reason);
});

test('an issuer whose answer is not an object is unavailable', async () => {
  for (const body of ['null', '"text"', '7']) {
    issuer.discoveryText = body;
    expect(await causeOf(issuer.url)).toBe('The discovery document belongs to another issuer.');
  }
});

test('an issuer that does not give its keys is unavailable, and the cause says why', async () => {
  issuer.keysStatus = 503;

  expect(await causeOf(issuer.url)).toBe('The issuer answered 503 for its keys.');
});

test('an issuer with a slash at its end has its discovery document at the same address', async () => {
  issuer.discovery = { issuer: `${issuer.url}/` };
  await oidcKeys(`${issuer.url}/`).prefetch();

  expect(issuer.requests).toEqual({ discovery: 1, keys: 1 });
});

test('an issuer without https is unavailable, and is not asked', async () => {
  expect(await causeOf('http://issuer.example')).toBe(
    'http://issuer.example must use https (http is allowed only for loopback addresses).',
  );
});
