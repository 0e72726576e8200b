import type { AskPart } from '../../../local/console/ask-part.ts';
import { readStatus } from '../../../local/console/topics/read-status.ts';
import { parts } from './sample-parts.ts';

test('a reader who leaves while the shop is asked whether it is ready does not make it look broken', async () => {
  const leaving = new AbortController();
  const ask: AskPart = {
    api: async (_, signal) => {
      leaving.abort();
      signal.throwIfAborted();
    },
    part: async (url) => (url.startsWith(parts.host) ? { state: 'Running', processUptime: 1 } : {}),
  };
  const read = readStatus(parts, ask);
  await read(leaving.signal);

  expect(await read(new AbortController().signal)).toMatchObject({ hostUp: true, notReady: undefined });
});
