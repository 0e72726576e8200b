import { createServer } from 'node:http';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

/** What a receiver answered with a 2xx, and when (milliseconds since 1970). */
export type Received = { path: string; id: string; body: string; at: number };

export type Receiver = {
  url: string;
  received: readonly Received[];
  /** Calls to these paths get no answer from now on. */
  hang(paths: ReadonlySet<string>): void;
  close(): Promise<void>;
};

/** Answers every call `answerMs` after it came. */
export const startReceiver = async ({ answerMs }: { answerMs: number }): Promise<Receiver> => {
  const received: Received[] = [];
  let hanging: ReadonlySet<string> = new Set();

  const server = createServer((request, response) => {
    const { url: path = '/', headers } = request;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      if (hanging.has(path)) return;
      response.once('finish', () => {
        const body = Buffer.concat(chunks).toString();
        received.push({ path, id: String(headers['webhook-id']), body, at: Date.now() });
      });
      setTimeout(() => response.writeHead(204).end(), answerMs);
    });
  });
  const port = await listenOnFreePort(server);

  return {
    url: `http://127.0.0.1:${port}`,
    received,
    hang: (paths) => {
      hanging = paths;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
