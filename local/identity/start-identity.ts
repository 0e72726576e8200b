import { createServer, type RequestListener } from 'node:http';
import type { OAuth2Server } from 'oauth2-mock-server';
import { claimsOf, readTokenForm } from './token-form.ts';

export type IdentityOptions = {
  /** 0 takes a free one. */
  port: number;
  /** Audience of tokens whose request names none. */
  audience: string;
};

export type Identity = { issuer: string; stop: () => Promise<void> };

type Service = OAuth2Server['service'];

/**
 * Puts what the client asks for into the token: `sub`, `roles` (separated by spaces), `ttl` in
 * seconds, `aud`. Checks no credentials.
 */
const honourForms = (service: Service, audience: string): void => {
  service.on('beforeTokenSigning', (token, request) => {
    Object.assign(token.payload, claimsOf(readTokenForm(request.body), audience, token.payload.iat));
  });
  service.on('beforeResponse', (response, request) => {
    const { ttl, isTtlValid } = readTokenForm(request.body);
    if (!isTtlValid) {
      response.statusCode = 400;
      response.body = { error: 'invalid_request', error_description: 'ttl must be a whole number of seconds.' };
    } else if (response.body !== '') response.body.expires_in = ttl;
  });
};

const discoveryPath = '/.well-known/openid-configuration';

const discoveryOf = (issuer: string) => ({
  issuer,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  grant_types_supported: ['client_credentials'],
  response_types_supported: ['token'],
  subject_types_supported: ['public'],
  token_endpoint_auth_methods_supported: ['none'],
  id_token_signing_alg_values_supported: ['RS256'],
});

/** Passes on only /token and /jwks. The library also has logins, which return fixed users. */
const onlyTokens =
  (issuer: () => string | undefined, answer: RequestListener): RequestListener =>
  (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const json = { 'content-type': 'application/json', 'access-control-allow-origin': '*' };
    if (path === '/token' || path === '/jwks') answer(request, response);
    else if (path === discoveryPath && request.method === 'GET') {
      response.writeHead(200, json).end(JSON.stringify(discoveryOf(issuer() ?? '')));
    } else response.writeHead(404, json).end(JSON.stringify({ error: 'not_found' }));
  };

/** An OIDC issuer with discovery, JWKS and a new RS256 key. Rejects if the port is taken. */
export const startIdentity = async ({ port, audience }: IdentityOptions): Promise<Identity> => {
  const { OAuth2Server } = await import('oauth2-mock-server');
  const { issuer, service } = new OAuth2Server();
  await issuer.keys.generate('RS256');
  honourForms(service, audience);
  const server = createServer(onlyTokens(() => issuer.url, service.requestHandler));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`;
  issuer.url = url;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { issuer: url, stop };
};
