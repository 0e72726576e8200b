import {
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { jwtTokens } from '../../../src/adapters/auth/jwt-tokens.ts';
import { startTestIssuer, type TestIssuer } from '../../adapters/auth/test-issuer.ts';

const AUDIENCE = 'api://hearth';
const KID = 'k1';

const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const issuerWithKey = async (): Promise<{ issuer: TestIssuer; privateKey: CryptoKey; publicKey: CryptoKey }> => {
  const pair = await generateKeyPair('RS256', { extractable: true });
  const issuer = await startTestIssuer();
  issuer.keys = [{ ...(await exportJWK(pair.publicKey)), kid: KID, use: 'sig' }];
  return { issuer, ...pair };
};

/**
 * Our issuer, a foreign one whose key has the same id, the real token check, and valid and invalid
 * tokens.
 */
export const startIdentities = async () => {
  const ours = await issuerWithKey();
  const theirs = await issuerWithKey();
  const now = Math.floor(Date.now() / 1000);
  const { url } = ours.issuer;

  // A forged token claims to be an admin's.
  const claims = (changes: JWTPayload = {}): JWTPayload => ({
    iss: url,
    aud: AUDIENCE,
    sub: 'mallory',
    roles: ['admin', 'warehouse'],
    iat: now,
    exp: now + 3600,
    ...changes,
  });
  const sign = (
    payload: JWTPayload,
    { key = ours.privateKey, header = {} }: { key?: CryptoKey; header?: object } = {},
  ) => {
    const full: JWTHeaderParameters = { alg: 'RS256', kid: KID, ...header };
    return new SignJWT(payload).setProtectedHeader(full).sign(key);
  };
  const good = (sub: string, ...roles: string[]): Promise<string> => sign(claims({ sub, roles }));
  const hs256 = (secret: string): Promise<string> =>
    new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: KID }).sign(new TextEncoder().encode(secret));

  const theirJwk = await exportJWK(theirs.publicKey);
  const signature = (await good('alice')).split('.')[2];
  const bad: Readonly<Record<string, string>> = {
    'of a wrong issuer': await sign(claims({ iss: 'https://elsewhere.example' })),
    'of our issuer, spelled otherwise': await sign(claims({ iss: `${url}/` })),
    'for a wrong audience': await sign(claims({ aud: 'api://other' })),
    'for nobody': await sign({ iss: url, sub: 'mallory', exp: now + 3600 }),
    'that has expired': await sign(claims({ exp: now - 3600 })),
    'that is not valid yet': await sign(claims({ nbf: now + 3600 })),
    'with alg none': new UnsecuredJWT(claims()).encode(),
    'with alg None and a key id': `${base64({ alg: 'None', kid: KID })}.${base64(claims())}.`,
    'with alg none and a signature': `${base64({ alg: 'none', kid: KID })}.${base64(claims())}.${signature}`,
    'signed HS256 with the public key as PEM': await hs256(await exportSPKI(ours.publicKey)),
    'signed HS256 with the public key as a PEM file': await hs256(`${await exportSPKI(ours.publicKey)}\n`),
    'signed HS256 with the public key as JWK': await hs256(JSON.stringify(ours.issuer.keys[0])),
    'of an unknown kid': await sign(claims(), { header: { kid: 'k2' } }),
    'of another issuer whose key has the same kid': await sign(claims({ iss: theirs.issuer.url }), {
      key: theirs.privateKey,
    }),
    'of our issuer by name, signed with the key of another under the same kid': await sign(claims(), {
      key: theirs.privateKey,
    }),
    'of another issuer by name, signed with our key': await sign(claims({ iss: theirs.issuer.url })),
    'that brings its key along': await sign(claims(), { key: theirs.privateKey, header: { jwk: theirJwk } }),
    'that says where its key is': await sign(claims(), {
      key: theirs.privateKey,
      header: { jku: `${theirs.issuer.url}/keys`, x5u: `${theirs.issuer.url}/keys` },
    }),
    'whose claims were changed': `${base64({ alg: 'RS256', kid: KID })}.${base64(claims())}.${signature}`,
  };

  return {
    bad,
    /** How often the foreign issuer was asked for anything. */
    theirRequests: () => theirs.issuer.requests,
    identity: {
      tokens: jwtTokens({ issuer: url, audience: AUDIENCE }),
      tokenOf: {
        alice: await good('alice'),
        bob: await good('bob'),
        warehouse: await good('wendy', 'warehouse'),
        admin: await good('ada', 'admin'),
      },
    },
    close: async () => {
      await Promise.all([ours.issuer.close(), theirs.issuer.close()]);
    },
  };
};
