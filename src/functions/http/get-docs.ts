import { type Endpoint, open } from './api.ts';

type Deps = { readPage: () => Promise<Uint8Array> };

/**
 * Only scripts of this origin run, and they can call only this origin. Scalar sets style attributes
 * and adds style elements while it runs, which no hash or nonce covers, so styles are inline.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const getDocsEndpoint = ({ readPage }: Deps): Endpoint =>
  open(async () => ({
    status: 200,
    bytes: await readPage(),
    contentType: 'text/html; charset=utf-8',
    headers: { 'cache-control': 'public, max-age=300', 'content-security-policy': POLICY },
  }));
