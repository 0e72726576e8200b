import { createHash } from 'node:crypto';
import { type Endpoint, open } from './api.ts';

type Deps = { readPage: () => Promise<Uint8Array> };

const STYLE = /<style>([^<]*)<\/style>/g;

/** The page uses only its own style: it loads nothing, runs nothing and cannot be framed. */
const policyOf = (page: Uint8Array): string => {
  const styles = [...new TextDecoder().decode(page).matchAll(STYLE)].map(
    ([, style = '']) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  );
  const style = styles.length > 0 ? styles.join(' ') : "'none'";
  return `default-src 'none'; style-src ${style}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
};

export const getDocsEndpoint = ({ readPage }: Deps): Endpoint =>
  open(async () => {
    const bytes = await readPage();
    const headers = { 'cache-control': 'public, max-age=300', 'content-security-policy': policyOf(bytes) };
    return { status: 200, bytes, contentType: 'text/html; charset=utf-8', headers };
  });
