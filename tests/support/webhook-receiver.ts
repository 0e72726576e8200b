import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenOnFreePort } from './listen-on-free-port.ts';

export type ReceivedWebhook = { path: string; headers: IncomingHttpHeaders; body: string; at: number };

/** A receiver on this machine that records what it gets. `answer` ends the response, or never. */
export const startReceiver = async (
  answer: (response: ServerResponse, webhook: ReceivedWebhook) => void = (response) => response.end('thanks'),
) => {
  const received: ReceivedWebhook[] = [];
  const watchers = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const webhook = { path: request.url ?? '', headers: request.headers, body, at: Date.now() };
    received.push(webhook);
    answer(response, webhook);
    for (const look of watchers) look();
  });
  const port = await listenOnFreePort(server);

  return {
    url: `http://127.0.0.1:${port}`,
    received,
    /** Resolves once so many were received. */
    until: (count: number): Promise<void> =>
      new Promise((resolve) => {
        const look = () => {
          if (received.length < count) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
