import type { IncomingMessage } from 'node:http';

/** Parts of a request that say where it comes from. */
type Source = Pick<IncomingMessage, 'method' | 'headers'>;

const OWN_PAGE_ONLY = 'The console answers only its own page.';

const isRead = (method: string | undefined): boolean => method === 'GET' || method === 'HEAD';

const findForeignSite = ({ method, headers }: Source, path: string): string | undefined => {
  const own = `http://${headers.host ?? ''}`;
  if (headers.origin !== undefined && headers.origin !== own) return OWN_PAGE_ONLY;
  if (!isRead(method) && headers.origin === undefined) return `Send the header "Origin: ${own}" with every change.`;
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined;
  // A link elsewhere may open the page, which by itself neither tells nor changes anything.
  const isLink = path === '/' && isRead(method) && headers['sec-fetch-dest'] === 'document';
  return isLink ? undefined : OWN_PAGE_ONLY;
};

/** Only the host calls webhooks: no browser does, whatever page it shows. */
export const isWebhookCall = ({ method, headers }: Source, path: string): boolean =>
  method === 'POST' &&
  path.startsWith('/receiver/') &&
  headers.origin === undefined &&
  headers['sec-fetch-site'] === undefined;

/**
 * Why this request is refused; undefined if it comes from the console's own page. The console acts
 * as an operator, so no other site may use it: neither by a name that leads to this machine (Host),
 * nor by a form, a frame or a script (Origin, Sec-Fetch-Site).
 */
export const findRefusal = (source: Source, path: string, port: number): string | undefined => {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(source.headers.host ?? '')) return `The console answers only at http://${hosts[0]}/.`;
  return isWebhookCall(source, path) ? undefined : findForeignSite(source, path);
};
