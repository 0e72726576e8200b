import type { IncomingMessage } from 'node:http';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

const isLoopback = (url: string): boolean => URL.canParse(url) && LOOPBACK.includes(new URL(url).hostname);

/**
 * Whether a page from elsewhere made the request: through a name that leads to this machine (Host,
 * which also stops DNS rebinding), or through its visitor's browser (Origin, Sec-Fetch-Site).
 */
export const isFromElsewhere = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean =>
  (headers.host !== undefined && !isLoopback(`http://${headers.host}`)) ||
  (headers.origin !== undefined && !isLoopback(headers.origin)) ||
  headers['sec-fetch-site'] === 'cross-site';

/** For whoever calls an endpoint by another name. */
export const FROM_ELSEWHERE = 'Only this machine may ask. Use 127.0.0.1 or localhost as the name of the host.';
