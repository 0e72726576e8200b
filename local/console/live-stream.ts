import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LiveHub } from './live-hub.ts';
import { sendProblem } from './send-json.ts';

const MAX_STREAMS = 50;
const MAX_TOPICS = 5;
const HEARTBEAT_MS = 15_000;
/** A reader that is this far behind is cut off; its browser connects again. */
const MAX_BEHIND_BYTES = 8_388_608;

/** Answers `?topic=a&topic=b` with server-sent events: each update of these topics. */
export const createLiveStream = (hub: LiveHub) => {
  let streams = 0;

  return (request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void => {
    const topics = [...new Set(query.getAll('topic'))];
    if (topics.length === 0 || topics.length > MAX_TOPICS) {
      sendProblem(response, 400, `Name 1 to ${MAX_TOPICS} topics, such as ?topic=orders.`);
      return;
    }
    if (streams >= MAX_STREAMS) {
      sendProblem(response, 503, 'Too many open pages. Close some.');
      return;
    }
    const write = (text: string): void => {
      if (response.writableLength > MAX_BEHIND_BYTES) response.destroy();
      else response.write(text);
    };
    const early: string[] = [];
    let send = (text: string): void => void early.push(text);
    const ends = topics.map((topic) => hub.subscribe(topic, ({ json }) => send(`data: ${json}\n\n`)));
    const unsubscribe = (): void => {
      for (const end of ends) end?.();
    };
    const unknown = topics.filter((_, index) => ends[index] === undefined);
    if (unknown.length > 0) {
      unsubscribe();
      sendProblem(response, 404, `No such topic: ${unknown.join(', ')}.`);
      return;
    }
    streams += 1;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    send = write;
    write(`retry: 1000\n\n${early.join('')}`);
    const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
    request.socket.setNoDelay(true);
    response.once('close', () => {
      streams -= 1;
      clearInterval(heartbeat);
      unsubscribe();
    });
  };
};
