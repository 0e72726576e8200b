import { createServer } from 'node:http';
import { errorMessage } from '../error-message.ts';
import { listen } from '../functions-host/http/listen.ts';
import { createConsoleHandler } from './console-handler.ts';
import type { ConsoleParts } from './console-parts.ts';
import { readPageFiles } from './page-files.ts';
import { sendProblem } from './send-json.ts';

export type ConsoleOptions = {
  /** 0 takes a free one. */
  port: number;
  parts: ConsoleParts;
  /** Folder of the built page. */
  page: string;
  /** Milliseconds between two reads of the API while somebody looks and nothing happens. */
  quietMs?: number;
};

export type Console = { url: string; stop: () => Promise<void> };

const QUIET_MS = 15_000;

/** Serves the console. Rejects if the port is taken or the page has not been built. */
export const startConsole = async (options: ConsoleOptions): Promise<Console> => {
  const { parts, quietMs = QUIET_MS } = options;
  const sendFile = await readPageFiles(options.page);
  const server = createServer();
  const port = await listen(server, options.port);
  const { handle, stop } = createConsoleHandler({ parts, port, sendFile, quietMs });
  server.on('request', (request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendProblem(response, 502, errorMessage(error));
    });
  });

  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
};
