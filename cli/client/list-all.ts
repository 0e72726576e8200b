import { z } from 'zod';
import type { ApiClient } from './api-client.ts';
import type { Bearer } from './tokens.ts';

/** Up to a limit. `more`: there are others beyond it; `missing`: sources that could not be read. */
export type Listing<T> = { items: T[]; more: boolean; missing: string[] };

export type ListOptions = {
  query?: Readonly<Record<string, string>>;
  as?: Bearer;
  limit?: number;
  onPage?: (count: number) => void;
};

const PAGE_SIZE = 100;

/** Reads the pages of a list until its end or the limit. */
export const listAll = async <T>(
  client: ApiClient,
  path: string,
  item: z.ZodType<T>,
  { query, as, limit = Number.POSITIVE_INFINITY, onPage }: ListOptions = {},
): Promise<Listing<T>> => {
  const shape = z.object({
    items: z.array(item),
    nextCursor: z.string().optional(),
    missing: z.array(z.string()).optional(),
  });
  const items: T[] = [];
  const missing = new Set<string>();
  const cursors = new Set<string>();
  for (let cursor: string | undefined; ; ) {
    const size = String(Math.min(PAGE_SIZE, limit - items.length));
    const search = new URLSearchParams({ ...query, limit: size, ...(cursor !== undefined && { cursor }) });
    const page = await client.read(shape, { method: 'GET', path: `${path}?${search}`, as });
    items.push(...page.items);
    for (const source of page.missing ?? []) missing.add(source);
    onPage?.(items.length);
    cursor = page.nextCursor;
    if (cursor === undefined || items.length >= limit) {
      return { items, more: cursor !== undefined, missing: [...missing] };
    }
    if (cursors.has(cursor)) throw new Error(`GET ${path} gave the same cursor twice: the list has no end.`);
    cursors.add(cursor);
  }
};
