import { setTimeout as pause } from 'node:timers/promises';
import { CompactSign, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { type JwtTokens, jwtTokens } from '../../../src/adapters/auth/jwt-tokens.ts';
import { startTestIssuer, type TestIssuer } from './test-issuer.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z') / 1000;
const AUDIENCE = 'api://hearth';

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

describe('jwtTokens', () => {
  let pair: Pair;
  let stranger: Pair;
  let issuer: TestIssuer;
  let tokens: JwtTokens;

  beforeAll(async () => {
    pair = await generateKeyPair('ES256', { extractable: true });
    stranger = await generateKeyPair('ES256', { extractable: true });
  });

  beforeEach(async () => {
    issuer = await startTestIssuer();
    issuer.keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }];
    tokens = jwtTokens({ issuer: issuer.url, audience: AUDIENCE, clock: () => new Date(NOW * 1000) });
  });

  afterEach(() => issuer.close());

  const good = (): JWTPayload => ({ iss: issuer.url, aud: AUDIENCE, sub: 'alice', exp: NOW + 600, iat: NOW });

  const sign = (payload: JWTPayload, { kid = 'k1', key = pair.privateKey, alg = 'ES256' } = {}): Promise<string> =>
    new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(key);

  const without = (claim: string): JWTPayload =>
    Object.fromEntries(Object.entries(good()).filter(([name]) => name !== claim));

  const expectUnauthorized = async (token: string, message: string): Promise<void> => {
    await expect(tokens.verify(token)).rejects.toMatchObject({ name: 'DomainError', code: 'unauthorized', message });
  };

  const expectUnavailable = (token: string) =>
    expect(tokens.verify(token)).rejects.toMatchObject({
      name: 'Unavailable',
      dependency: 'identity',
      cause: expect.anything(),
    });

  test('a valid token has the customer and no roles', async () => {
    expect(await tokens.verify(await sign(good()))).toEqual({ customerId: 'alice', roles: [] });
  });

  test.each(['\ufffd', '\u{1f600}', 'a/b#c \u0000'])('the customer may be %j', async (sub) => {
    expect(await tokens.verify(await sign({ ...good(), sub }))).toMatchObject({ customerId: sub });
  });

  test('roles come from the claim', async () => {
    const token = await sign({ ...good(), roles: ['admin', 'warehouse'] });
    expect(await tokens.verify(token)).toEqual({ customerId: 'alice', roles: ['admin', 'warehouse'] });
  });

  test('one of several audiences is enough', async () => {
    await tokens.verify(await sign({ ...good(), aud: ['other', AUDIENCE] }));
  });

  test.each(['RS256', 'PS384', 'ES512', 'EdDSA'])('accepts %s', async (alg) => {
    const own = await generateKeyPair(alg, { extractable: true });
    issuer.keys = [{ ...(await exportJWK(own.publicKey)), kid: 'k9' }];
    expect(await tokens.verify(await sign(good(), { kid: 'k9', key: own.privateKey, alg }))).toMatchObject({
      customerId: 'alice',
    });
  });

  describe('refuses', () => {
    test.each([
      ['nothing', ''],
      ['no JWT', 'abc'],
      ['a JWT of garbage', 'a.b.c'],
    ])('%s', async (_, token) => {
      await expectUnauthorized(token, 'The token is malformed.');
    });

    test('an expired token, after 60 s of leeway', async () => {
      await expectUnauthorized(await sign({ ...good(), exp: NOW - 61 }), 'The token has expired.');
      await tokens.verify(await sign({ ...good(), exp: NOW - 59 }));
    });

    test('a token from the future, before 60 s of leeway', async () => {
      await expectUnauthorized(await sign({ ...good(), nbf: NOW + 61 }), 'The token is not valid yet.');
      await tokens.verify(await sign({ ...good(), nbf: NOW + 59 }));
    });

    test('a foreign issuer', async () => {
      const token = await sign({ ...good(), iss: 'https://elsewhere.example' });
      await expectUnauthorized(token, 'The token is from another issuer.');
    });

    test('another audience', async () => {
      await expectUnauthorized(await sign({ ...good(), aud: 'api://other' }), 'The token is for another audience.');
    });

    test.each(['exp', 'sub', 'iss', 'aud'])('a token without %s', async (claim) => {
      await expectUnauthorized(await sign(without(claim)), `The token lacks the claim "${claim}".`);
    });

    test('an exp that is not a number', async () => {
      const token = await sign({ ...without('exp'), ...JSON.parse('{"exp":"soon"}') });
      await expectUnauthorized(token, 'The claim "exp" of the token is malformed.');
    });

    test.each([[''], [7], [['alice']], [null], ['\ud800'], ['a\udc00b'], ['\udc00\ud800']])(
      'the subject %j',
      async (sub) => {
        await expectUnauthorized(
          await sign({ ...good(), ...JSON.parse(JSON.stringify({ sub })) }),
          'The claim "sub" of the token is malformed.',
        );
      },
    );

    test('claims that are not UTF-8', async () => {
      const payload = Buffer.concat([
        Buffer.from(JSON.stringify(without('sub')).replace('}', ',"sub":"')),
        Buffer.from([0xff]),
        Buffer.from('"}'),
      ]);
      const token = await new CompactSign(payload)
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .sign(pair.privateKey);

      await expectUnauthorized(token, 'The token is malformed.');
    });

    test.each([['admin'], [{ admin: true }], [['admin', 7]], [null]])('the roles %j', async (roles) => {
      await expectUnauthorized(
        await sign({ ...good(), roles }),
        'The claim "roles" of the token must be a list of names.',
      );
    });

    test('a token that nobody signed', async () => {
      await expect(tokens.verify(new UnsecuredJWT(good()).encode())).rejects.toMatchObject({ code: 'unauthorized' });
    });

    test('HS256 signed with the public key', async () => {
      const secret = new TextEncoder().encode(await exportSPKI(pair.publicKey));
      const token = await new SignJWT(good()).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret);
      await expectUnauthorized(token, 'The token is signed with an algorithm that is not accepted.');
    });

    test('an unknown key', async () => {
      await expectUnauthorized(await sign(good(), { kid: 'k2' }), 'The token is signed with an unknown key.');
    });

    test("another's signature under a known key id", async () => {
      const token = await sign(good(), { key: stranger.privateKey });
      await expectUnauthorized(token, 'The signature of the token is invalid.');
    });

    test('a payload that was changed after signing', async () => {
      const [header, , signature] = (await sign(good())).split('.');
      const payload = Buffer.from(JSON.stringify({ ...good(), roles: ['admin'] })).toString('base64url');
      await expectUnauthorized(`${header}.${payload}.${signature}`, 'The signature of the token is invalid.');
    });

    test('never repeating the token', async () => {
      const token = await sign({ ...good(), aud: 'secret-audience' });
      const error = await tokens.verify(token).catch((reason: unknown) => reason);

      expect(String(error)).not.toContain('secret-audience');
      expect(String(error)).not.toContain(token.slice(0, 20));
    });
  });

  describe('keys', () => {
    test('are looked up once for many tokens', async () => {
      const token = await sign(good());
      await Promise.all(Array.from({ length: 10 }, () => tokens.verify(token)));
      await tokens.verify(token);

      expect(issuer.requests).toEqual({ discovery: 1, keys: 1 });
    });

    test('a token of the wrong kind costs no look-up', async () => {
      await tokens.verify('a.b.c').catch(() => undefined);
      await tokens.verify(new UnsecuredJWT(good()).encode()).catch(() => undefined);
      expect(issuer.requests).toEqual({ discovery: 0, keys: 0 });
    });

    test('unknown key ids do not make a look-up each', async () => {
      await tokens.verify(await sign(good()));
      for (const kid of ['x', 'y', 'z']) await tokens.verify(await sign(good(), { kid })).catch(() => undefined);
      expect(issuer.requests.keys).toBe(1);
    });

    test('a new key of the issuer is found', async () => {
      tokens = jwtTokens({
        issuer: issuer.url,
        audience: AUDIENCE,
        clock: () => new Date(NOW * 1000),
        cooldownMs: 0,
      });
      await tokens.verify(await sign(good()));
      issuer.keys.push({ ...(await exportJWK(stranger.publicKey)), kid: 'k2' });
      await tokens.verify(await sign(good(), { kid: 'k2', key: stranger.privateKey }));
    });

    test('known ones survive an outage of the issuer', async () => {
      const token = await sign(good());
      await tokens.verify(token);
      issuer.status = 503;

      expect(await tokens.verify(token)).toMatchObject({ customerId: 'alice' });
    });
  });

  describe('over time', () => {
    const HOUR = 60 * 60 * 1000;
    let now: number;

    beforeEach(() => {
      now = Date.now();
      jest.spyOn(Date, 'now').mockImplementation(() => now);
    });

    afterEach(() => {
      jest.restoreAllMocks();
    });

    test('keys are asked for again after an hour, once', async () => {
      const token = await sign(good());
      await tokens.verify(token);
      now += HOUR - 1;
      await tokens.verify(token);

      expect(issuer.requests.keys).toBe(1);

      now += 1;
      await Promise.all([tokens.verify(token), tokens.verify(token)]);
      await tokens.verify(token);

      expect(issuer.requests).toEqual({ discovery: 2, keys: 2 });
    });

    test('a key that the issuer took back is not good for longer than an hour', async () => {
      const token = await sign(good());
      await tokens.verify(token);
      issuer.keys = [{ ...(await exportJWK(stranger.publicKey)), kid: 'k2' }];
      await tokens.verify(token);
      now += HOUR;

      await expectUnauthorized(token, 'The token is signed with an unknown key.');

      await tokens.verify(await sign(good(), { kid: 'k2', key: stranger.privateKey }));
    });

    test('known keys survive an outage of a day and no longer, while the issuer is asked now and then', async () => {
      const token = await sign(good());
      await tokens.verify(token);
      issuer.status = 503;
      now += HOUR;

      for (let i = 0; i < 5; i++) expect(await tokens.verify(token)).toMatchObject({ customerId: 'alice' });
      now += 59_999;
      await tokens.verify(token);
      expect(issuer.requests.keys).toBe(2);

      now += 1;
      await tokens.verify(token);
      expect(issuer.requests.keys).toBe(3);

      now += 22.9 * HOUR;
      await tokens.verify(token);
      now += HOUR;

      await expectUnavailable(token);
    });

    test('the end of an outage is noticed at once for unknown keys, and within a minute for known ones', async () => {
      const token = await sign(good());
      await tokens.verify(token);
      issuer.silent = true;
      now += 2 * HOUR;
      await tokens.verify(token);
      issuer.silent = false;
      issuer.keys = [];
      await tokens.verify(token);
      now += 60_000;

      await expectUnauthorized(token, 'The token is signed with an unknown key.');
    });

    test('during an outage an unknown key cannot be checked, and the issuer is not asked each time', async () => {
      await tokens.verify(await sign(good()));
      issuer.status = 500;
      now += HOUR / 2;
      const unknown = (kid: string) => sign(good(), { kid, key: stranger.privateKey });

      for (const kid of ['x', 'y', 'z']) await expectUnavailable(await unknown(kid));
      expect(issuer.requests.keys).toBe(2);

      now += 1_000;
      issuer.status = 200;
      issuer.keys.push({ ...(await exportJWK(stranger.publicKey)), kid: 'z' });

      expect(await tokens.verify(await unknown('z'))).toMatchObject({ customerId: 'alice' });
    });

    test.each([
      ['no keys', { keys: 'none' }],
      ['no JSON object', []],
    ])('an issuer that answers with %s removes no key', async (_, body) => {
      const token = await sign(good());
      await tokens.verify(token);
      issuer.keysBody = body;
      now += HOUR;

      expect(await tokens.verify(token)).toMatchObject({ customerId: 'alice' });
    });
  });

  describe('prepare', () => {
    test('fetches the keys, so that the first token waits for nothing', async () => {
      await tokens.prepare();
      expect(issuer.requests).toEqual({ discovery: 1, keys: 1 });

      await tokens.verify(await sign(good()));
      await tokens.prepare();
      expect(issuer.requests).toEqual({ discovery: 1, keys: 1 });
    });

    test('is Unavailable while the keys cannot be fetched', async () => {
      issuer.status = 503;
      await expect(tokens.prepare()).rejects.toMatchObject({ name: 'Unavailable', dependency: 'identity' });
    });
  });

  describe('is unavailable', () => {
    test('while the discovery document cannot be fetched, and not for long after', async () => {
      const token = await sign(good());
      issuer.status = 500;

      await expectUnavailable(token);
      await expectUnavailable(token);
      expect(issuer.requests.discovery).toBe(1);

      issuer.status = 200;
      await pause(1_100);
      expect(await tokens.verify(token)).toMatchObject({ customerId: 'alice' });
    });

    test('while the keys cannot be fetched', async () => {
      const token = await sign(good());
      issuer.discovery = { jwks_uri: 'http://127.0.0.1:1/keys' };
      await expectUnavailable(token);
    });

    test.each([
      ['of another issuer', { issuer: 'https://elsewhere.example' }],
      ['without keys', { jwks_uri: undefined }],
      ['with keys that come over plain http', { jwks_uri: 'http://keys.example/keys' }],
      ['with keys at no address', { jwks_uri: 'keys' }],
    ])('with a discovery document %s', async (_, discovery) => {
      issuer.discovery = discovery;
      await expectUnavailable(await sign(good()));
    });

    test('when the issuer does not answer in time', async () => {
      issuer.silent = true;
      const begin = performance.now();

      await expectUnavailable(await sign(good()));
      expect(performance.now() - begin).toBeLessThan(20_000);
    });

    test('when the issuer would be asked over plain http', async () => {
      tokens = jwtTokens({ issuer: 'http://issuer.example', audience: AUDIENCE });
      await expectUnavailable(await sign({ ...good(), iss: 'http://issuer.example' }));
    });
  });
});
