import type { IncomingMessage, ServerResponse } from 'node:http';

export type CorsOptions = { origins: readonly string[]; credentials: boolean };

// The same as in Azure, so that pages that read them work here too. Core Tools exposes none.
const exposedHeaders = 'Location, ETag, Link, Retry-After, Idempotency-Replayed, x-request-id';

/** Sets the CORS headers for these origins. Returns true if it has answered a preflight itself. */
export const createCors = ({ origins, credentials }: CorsOptions) => {
  const allows = (origin: string): boolean => origins.includes('*') || origins.includes(origin);

  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const { origin } = request.headers;
    if (origins.length === 0 || origin === undefined) return false;
    const wantsMethod = request.headers['access-control-request-method'];
    const preflight = request.method === 'OPTIONS' && wantsMethod !== undefined;
    if (allows(origin)) {
      response.setHeader('access-control-allow-origin', origins.includes('*') && !credentials ? '*' : origin);
      response.setHeader('vary', 'Origin');
      if (credentials) response.setHeader('access-control-allow-credentials', 'true');
      if (!preflight) response.setHeader('access-control-expose-headers', exposedHeaders);
    }
    if (!preflight) return false;
    if (allows(origin)) {
      response.setHeader('access-control-allow-methods', wantsMethod);
      const wantsHeaders = request.headers['access-control-request-headers'];
      if (wantsHeaders !== undefined) response.setHeader('access-control-allow-headers', wantsHeaders);
    }
    response.writeHead(204).end();
    return true;
  };
};
