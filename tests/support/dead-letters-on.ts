import { setTimeout as pause } from 'node:timers/promises';
import { type Fields, fieldsOf } from './api-answer.ts';
import type { httpApi } from './http-api.ts';

const admin = ['root', 'admin'] as const;

/** What an operator does about dead letters, over HTTP. */
export const deadLettersOn = (api: ReturnType<typeof httpApi>) => {
  const list = async (limit = 100): Promise<readonly Fields[]> => {
    const items: Fields[] = [];
    for (let path: string | undefined = `/admin/dead-letters?limit=${limit}`; path !== undefined; ) {
      const { status, body, headers }: Awaited<ReturnType<typeof api.call>> = await api.call('GET', path, {
        as: admin,
      });
      if (status !== 200 || !Array.isArray(body.items)) throw new Error(`${status} ${JSON.stringify(body)}`);
      items.push(...body.items.map(fieldsOf));
      path = /<\/api\/v1([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
    }
    return items;
  };

  return {
    list,
    replay: (number: unknown) => api.call('POST', `/admin/dead-letters/${String(number)}/replay`, { as: admin }),
    replayAll: () => api.call('POST', '/admin/dead-letters/replay', { as: admin }),
    discard: (number: unknown) => api.call('DELETE', `/admin/dead-letters/${String(number)}?reason=x`, { as: admin }),

    /** Polls until there are `count`. Rejects after `limitMs`. */
    async until(count: number, limitMs = 60_000): Promise<readonly Fields[]> {
      const end = Date.now() + limitMs;
      for (;;) {
        const items = await list();
        if (items.length === count) return items;
        if (Date.now() > end) throw new Error(`Still ${items.length} dead letters after ${limitMs} ms.`);
        await pause(100);
      }
    },
  };
};
