import { z } from 'zod';
import type { AskPart } from '../ask-part.ts';
import type { ConsoleParts } from '../console-parts.ts';
import { deadLetter, page, queuedMessage } from '../shapes.ts';
import { partReader } from './part-reader.ts';

const MAX_LETTERS = 100;

const letters = page(deadLetter).extend({ missing: z.array(z.string()).optional() });

/** The dead letters of orders and images, and the messages that wait. */
export const readDeadLetters =
  ({ serviceBusControl }: ConsoleParts, ask: AskPart) =>
  async (signal: AbortSignal) => {
    const { read, unknown } = partReader();
    const [found, messages] = await Promise.all([
      read('dead letters', async () =>
        letters.parse(await ask.api(`/admin/dead-letters?limit=${MAX_LETTERS}`, signal)),
      ),
      read('messages', async () =>
        z.array(queuedMessage).parse(await ask.part(`${serviceBusControl}/_hearth/messages`, signal)),
      ),
    ]);
    return {
      // Their age changes with every read, which is no news.
      letters: (found?.items ?? []).map((letter) => ({ ...letter, ageSeconds: undefined })),
      hasMore: found?.nextCursor !== undefined,
      missing: found?.missing ?? [],
      messages: messages ?? [],
      unknown,
    };
  };

export type DeadLetters = Awaited<ReturnType<ReturnType<typeof readDeadLetters>>>;
