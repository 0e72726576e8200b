import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from './http/send-json.ts';
import type { KeptLine, KeptLog } from './kept-log.ts';
import { type ParsedFilter, parseLogFilter } from './log-filter.ts';

const MAX_STREAMS = 50;
const HEARTBEAT_MS = 15_000;
/** A reader that is this far behind is cut off; it connects again with its Last-Event-ID. */
const MAX_BEHIND_BYTES = 8_388_608;

type Wanted = Extract<ParsedFilter, { ok: true }>;

const choose = (lines: KeptLine[], { accepts, limit }: Wanted): KeptLine[] =>
  lines.filter(({ record }) => accepts(record)).slice(-limit);

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

  const stream = (request: IncomingMessage, response: ServerResponse, wanted: Wanted): void => {
    const send = (text: string): void => {
      if (response.writableLength > MAX_BEHIND_BYTES) response.destroy();
      else response.write(text);
    };
    const sendLine = ({ number, record }: KeptLine): void => {
      send(`id: ${run}-${number}\ndata: ${JSON.stringify(record)}\n\n`);
    };
    request.socket.setNoDelay(true);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    send('retry: 1000\n\n');
    for (const line of choose(log.after(readLastNumber(request)), wanted)) sendLine(line);
    const unfollow = log.follow((line) => {
      if (wanted.accepts(line.record)) sendLine(line);
    });
    const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS);
    streams.add(response);
    response.once('close', () => {
      unfollow();
      clearInterval(heartbeat);
      streams.delete(response);
    });
  };

  const sendKept = (response: ServerResponse, wanted: Wanted): void =>
    sendJson(
      response,
      200,
      choose(log.after(0), wanted).map(({ record }) => record),
    );

  return {
    send: (request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void => {
      const filter = parseLogFilter(query);
      if (!filter.ok) sendJson(response, 400, { errors: filter.problems });
      else if (!request.headers.accept?.includes('text/event-stream')) sendKept(response, filter);
      else if (streams.size < MAX_STREAMS) stream(request, response, filter);
      else sendJson(response, 503, { errors: [`${MAX_STREAMS} readers follow the log: end one of them`] });
    },
    /** A stream would keep the server open forever. */
    endStreams: (): void => {
      for (const response of streams) response.end();
    },
  };
};
