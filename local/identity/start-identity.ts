import type { OAuth2Server } from 'oauth2-mock-server';
import { claimsOf, readTokenForm } from './token-form.ts';

export type IdentityOptions = {
  /** 0 takes a free one. */
  port: number;
  /** Of tokens that ask for no other. */
  audience: string;
};

export type Identity = { issuer: string; stop: () => Promise<void> };

/** What a client asks for goes into the token: `sub`, `roles` (a list with spaces), `ttl` in seconds, `aud`. Anybody gets anything. */
const honourForms = ({ service }: OAuth2Server, audience: string): void => {
  service.on('beforeTokenSigning', (token, request) => {
    Object.assign(token.payload, claimsOf(readTokenForm(request.body), audience, token.payload.iat));
  });
  service.on('beforeResponse', (response, request) => {
    if (response.body !== '') response.body.expires_in = readTokenForm(request.body).ttl;
  });
};

/** An OIDC issuer with discovery, JWKS and one RS256 key of this run. Rejects with EADDRINUSE when the port is taken. */
export const startIdentity = async ({ port, audience }: IdentityOptions): Promise<Identity> => {
  const { OAuth2Server } = await import('oauth2-mock-server');
  const server = new OAuth2Server();
  await server.issuer.keys.generate('RS256');
  honourForms(server, audience);
  await server.start(port, '127.0.0.1');
  const issuer = `http://127.0.0.1:${server.address().port}`;
  server.issuer.url = issuer;
  return { issuer, stop: () => server.stop() };
};
