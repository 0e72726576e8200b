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

test('an issuer without https is unavailable, and is not asked', async () => {
  expect(await causeOf('http://issuer.example')).toBe(
    'http://issuer.example must use https (http is allowed only for loopback addresses).',
  );
});
