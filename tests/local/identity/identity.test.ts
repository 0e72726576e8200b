import { createRemoteJWKSet, jwtVerify } from 'jose';
import { requestToken } from '../../../cli/client/tokens.ts';
import { type Identity, startIdentity } from '../../../local/identity/start-identity.ts';

describe('the token issuer', () => {
  let identity: Identity;

  beforeAll(async () => {
    identity = await startIdentity({ port: 0, audience: 'api://hearth' });
  });

  afterAll(() => identity.stop());

  const verified = async (token: string) => {
    const discovery: unknown = await (await fetch(`${identity.issuer}/.well-known/openid-configuration`)).json();
    const jwks = `${identity.issuer}/jwks`;
    expect(discovery).toMatchObject({ issuer: identity.issuer, jwks_uri: jwks });
    return jwtVerify(token, createRemoteJWKSet(new URL(jwks)), { issuer: identity.issuer, audience: 'api://hearth' });
  };

  const ask = (request: { sub?: string; roles?: string[]; ttl?: number; audience?: string }) =>
    requestToken({ issuer: identity.issuer, sub: 'alice', roles: [], ttl: 3600, ...request });

  test('signs what is asked for with a key that discovery leads to', async () => {
    const now = Math.floor(Date.now() / 1000);
    const { payload, protectedHeader } = await verified(await ask({ roles: ['admin', 'warehouse'], ttl: 60 }));

    expect(protectedHeader.alg).toBe('RS256');
    expect(payload).toMatchObject({ sub: 'alice', aud: 'api://hearth', roles: ['admin', 'warehouse'] });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60);
    expect(Math.abs((payload.iat ?? 0) - now)).toBeLessThan(5);
    expect(payload.nbf).toBe(payload.iat);
  });

  test('omits the roles claim if there is no role', async () => {
    const { payload } = await verified(await ask({ sub: 'böb|1 2' }));

    expect(payload.sub).toBe('böb|1 2');
    expect(payload).not.toHaveProperty('roles');
  });

  test('gives expired tokens and other audiences to those who test with them', async () => {
    await expect(verified(await ask({ ttl: -120 }))).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' });
    await expect(verified(await ask({ audience: 'api://other' }))).rejects.toMatchObject({ claim: 'aud' });
  });

  test('does not mix up tokens that are requested at the same time', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `customer-${index}`);
    const tokens = await Promise.all(names.map((sub) => ask({ sub, roles: [`role-of-${sub}`] })));
    const payloads = await Promise.all(tokens.map(async (token) => (await verified(token)).payload));

    expect(payloads.map(({ sub, roles }) => [sub, roles])).toEqual(names.map((sub) => [sub, [`role-of-${sub}`]]));
  });

  test('says how long a token is valid', async () => {
    const form = { grant_type: 'client_credentials', sub: 'alice', ttl: '90' };
    const response = await fetch(`${identity.issuer}/token`, { method: 'POST', body: new URLSearchParams(form) });

    expect(await response.json()).toMatchObject({ token_type: 'Bearer', expires_in: 90 });
  });

  test.each(['soon', '1.5', ''])('refuses a ttl that is not a whole number: "%s"', async (ttl) => {
    const form = { grant_type: 'client_credentials', sub: 'alice', ttl };
    const response = await fetch(`${identity.issuer}/token`, { method: 'POST', body: new URLSearchParams(form) });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request' });
  });

  test.each([
    ['GET', '/authorize?redirect_uri=http://x&response_type=code'],
    ['GET', '/userinfo'],
    ['POST', '/revoke'],
    ['POST', '/introspect'],
    ['GET', '/endsession'],
    ['GET', '/'],
  ])('has nothing else: %s %s', async (method, path) => {
    expect((await fetch(`${identity.issuer}${path}`, { method, redirect: 'manual' })).status).toBe(404);
  });

  test('is named with the commands that start it when it does not answer', async () => {
    const gone = await startIdentity({ port: 0, audience: 'x' });
    await gone.stop();

    await expect(requestToken({ issuer: gone.issuer, sub: 'a', roles: [], ttl: 1 })).rejects.toThrow(
      /^No answer from http.*"npm start".*"npx hearth local identity".*--issuer/,
    );
  });

  test('refuses a port that is taken', async () => {
    const port = Number(new URL(identity.issuer).port);

    await expect(startIdentity({ port, audience: 'x' })).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  });
});
