import type { IncomingMessage, ServerResponse } from 'node:http';

export type CorsOptions = { origins: readonly string[]; credentials: boolean };

// As in Azure, so that a page that reads them there can read them here. Core Tools exposes none.
const exposed = 'Location, ETag, Link, Retry-After, Idempotency-Replayed, x-request-id';

/**
 * CORS for pages of these origins. Sets the headers that the answer to such a page needs. A
 * preflight is answered here: then the result is true and the request is done.
 */
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
      if (!preflight) response.setHeader('access-control-expose-headers', exposed);
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
