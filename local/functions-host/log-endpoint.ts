import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from './http/send-json.ts';
import type { KeptLine, KeptLog } from './kept-log.ts';
import { type LogFilter, parseLogFilter } from './log-filter.ts';

const MAX_STREAMS = 50;
const HEARTBEAT_MS = 15_000;
/** A reader that is this far behind is cut off; it connects again with its Last-Event-ID. */
const MAX_BEHIND_BYTES = 8_388_608;

/**
 * The kept lines as a JSON array, the newest last, or as server-sent events: those after
 * `Last-Event-ID` or all that are kept, then each new one.
 */
export const createLogEndpoint = (log: KeptLog) => {
  /** A restarted host counts from the beginning: ids of its predecessor mean nothing to it. */
  const run = randomBytes(6).toString('hex');
  const streams = new Set<ServerResponse>();

  const readLastNumber = (request: IncomingMessage): number => {
    const [, of, number] = /^([0-9a-f]+)-(\d+)$/.exec(String(request.headers['last-event-id'])) ?? [];
    return of === run ? Number(number) : 0;
  };

  const stream = (request: IncomingMessage, response: ServerResponse, accepts: LogFilter): void => {
    const send = (text: string): void => {
      if (response.writableLength > MAX_BEHIND_BYTES) response.destroy();
      else response.write(text);
    };
    const sendLine = ({ number, record }: KeptLine): void => {
      if (accepts(record)) send(`id: ${run}-${number}\ndata: ${JSON.stringify(record)}\n\n`);
    };
    request.socket.setNoDelay(true);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    send('retry: 1000\n\n');
    for (const line of log.after(readLastNumber(request))) sendLine(line);
    const unfollow = log.follow(sendLine);
    const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS);
    streams.add(response);
    response.once('close', () => {
      unfollow();
      clearInterval(heartbeat);
      streams.delete(response);
    });
  };

  const sendKept = (response: ServerResponse, accepts: LogFilter): void => {
    const records = log.after(0).map(({ record }) => record);
    sendJson(response, 200, records.filter(accepts));
  };

  return {
    send: (request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void => {
      const filter = parseLogFilter(query);
      if (!filter.ok) sendJson(response, 400, { errors: filter.problems });
      else if (!request.headers.accept?.includes('text/event-stream')) sendKept(response, filter.accepts);
      else if (streams.size < MAX_STREAMS) stream(request, response, filter.accepts);
      else sendJson(response, 503, { errors: [`${MAX_STREAMS} readers follow the log: end one of them`] });
    },
    /** A stream would keep the server open forever. */
    endStreams: (): void => {
      for (const response of streams) response.end();
    },
  };
};
