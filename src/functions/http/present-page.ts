import type { Page } from '../../application/cursor.ts';
import type { ApiRequest, ApiResponse } from './api.ts';

/** With a link to the next page if there is more. `more` is added to the body. */
export const presentPage = <T>(
  { url }: ApiRequest,
  { items, nextCursor }: Page<T>,
  present: (item: T) => unknown,
  more: Readonly<Record<string, unknown>> = {},
): ApiResponse => {
  const body = { items: items.map(present), nextCursor, ...more };
  if (nextCursor === undefined) return { status: 200, body };
  const query = new URLSearchParams(url.searchParams);
  query.delete('code');
  query.set('cursor', nextCursor);
  return { status: 200, body, headers: { link: `<${url.pathname}?${query}>; rel="next"` } };
};
