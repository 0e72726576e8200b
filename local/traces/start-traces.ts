import { createServer } from 'node:http';
import { createTraceStore } from './trace-store.ts';
import { createTracesHandler } from './traces-handler.ts';

export type Traces = { url: string; stop: () => Promise<void> };

const REQUEST_MS = 30_000;

/** Receives OTLP over HTTP on 127.0.0.1 and keeps the last traces. `port` 0 takes a free one. */
export const startTraces = async ({ port }: { port: number }): Promise<Traces> => {
  const handle = createTracesHandler(createTraceStore());
  const server = createServer({ requestTimeout: REQUEST_MS }, (request, response) => void handle(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, stop };
};
