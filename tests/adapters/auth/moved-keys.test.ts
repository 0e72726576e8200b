import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type JwtTokens, jwtTokens } from '../../../src/adapters/auth/jwt-tokens.ts';
import { startTestIssuer, type TestIssuer } from './test-issuer.ts';

const AUDIENCE = 'api://hearth';
const HOUR = 60 * 60 * 1000;

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

let oldPair: Pair;
let newPair: Pair;
let issuer: TestIssuer;
/** Where the issuer's keys move to. */
let newPlace: TestIssuer;
let tokens: JwtTokens;
let now: number;

const publicKey = async ({ publicKey: key }: Pair, kid: string) => ({ ...(await exportJWK(key)), kid, alg: 'ES256' });

const sign = ({ privateKey }: Pair, kid: string): Promise<string> =>
  new SignJWT({ iss: issuer.url, aud: AUDIENCE, sub: 'alice', exp: now / 1000 + 99 * HOUR })
    .setProtectedHeader({ alg: 'ES256', kid })
    .sign(privateKey);

/** The issuer publishes a new key at a new address, and no keys at the old one. */
const moveKeys = async (): Promise<void> => {
  issuer.discovery = { jwks_uri: `${newPlace.url}/keys` };
  issuer.keysBody = 'nothing';
  newPlace.keys = [await publicKey(newPair, 'new')];
};

beforeAll(async () => {
  oldPair = await generateKeyPair('ES256', { extractable: true });
  newPair = await generateKeyPair('ES256', { extractable: true });
});

beforeEach(async () => {
  issuer = await startTestIssuer();
  newPlace = await startTestIssuer();
  issuer.keys = [await publicKey(oldPair, 'old')];
  tokens = jwtTokens({ issuer: issuer.url, audience: AUDIENCE, clock: () => new Date(now) });
  now = Date.now();
  jest.spyOn(Date, 'now').mockImplementation(() => now);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all([issuer.close(), newPlace.close()]);
});

test('a new key is found at the new address that the discovery document names', async () => {
  await tokens.verify(await sign(oldPair, 'old'));
  await moveKeys();
  now += 30_000;

  expect(await tokens.verify(await sign(newPair, 'new'))).toMatchObject({ customerId: 'alice' });
});

test('a key that is missing at the new address works for an hour at most', async () => {
  const token = await sign(oldPair, 'old');
  await tokens.verify(token);
  await moveKeys();
  now += HOUR;

  await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'unauthorized' });
});

test.each([
  ['fails', () => Object.assign(issuer, { discoveryStatus: 503 })],
  ['is of another issuer', () => Object.assign(issuer, { discovery: { issuer: 'https://elsewhere.example' } })],
  ['names no secure address', () => Object.assign(issuer, { discovery: { jwks_uri: 'http://keys.example' } })],
])('while the discovery document %s, keys are fetched from the last address, for a day', async (_, breakIt) => {
  await tokens.verify(await sign(oldPair, 'old'));
  breakIt();
  issuer.keys = [await publicKey(newPair, 'new')];
  now += 24 * HOUR - 1;

  expect(await tokens.verify(await sign(newPair, 'new'))).toMatchObject({ customerId: 'alice' });

  now += HOUR;
  await tokens.verify(await sign(newPair, 'new'));
  expect(issuer.requests.keys).toBe(2);

  now += 24 * HOUR;
  await expect(tokens.verify(await sign(newPair, 'new'))).rejects.toMatchObject({ name: 'Unavailable' });
});
