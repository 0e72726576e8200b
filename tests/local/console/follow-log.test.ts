import { createServer, type ServerResponse } from 'node:http';
import { followLog, isNews, splitEvents } from '../../../local/console/follow-log.ts';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

/** A host whose log a test writes. `news` counts the calls so far. */
const startLog = async () => {
  let stream: ServerResponse | undefined;
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    stream = response;
    onOpen();
  });
  let onOpen = (): void => {};
  const opened = new Promise<void>((resolve) => {
    onOpen = resolve;
  });
  const ended = new AbortController();
  const counts = { news: 0 };
  let onNews = (): void => {};
  const url = `http://127.0.0.1:${await listenOnFreePort(server)}`;
  const following = followLog(
    url,
    () => {
      counts.news += 1;
      onNews();
    },
    ended.signal,
  );
  await opened;
  return {
    counts,
    write: (line: unknown): void => void stream?.write(`id: 1\ndata: ${JSON.stringify(line)}\n\n`),
    next: (): Promise<void> =>
      new Promise((resolve) => {
        onNews = resolve;
      }),
    stop: async (): Promise<void> => {
      ended.abort();
      await following;
      server.close();
      server.closeAllConnections();
    },
  };
};

test.each([
  ['an event', { event: 'order_placed', requestId: 'other' }, true],
  ['an event that no request caused', { event: 'orders_relayed' }, true],
  ['what the console asks', { event: 'request', requestId: 'console-7' }, false],
  ['what a run has cost', { event: 'cosmos_charge', requestId: 'other' }, false],
  ['a line of the host', { message: 'Executing' }, false],
])('%s is news or not', (_what, line, expected) => {
  expect(isNews(JSON.stringify(line))).toBe(expected);
});

test('a line that is no JSON is no news', () => {
  expect(isNews('half a li')).toBe(false);
});

test('news is reported while the log is followed', async () => {
  const { counts, write, next, stop } = await startLog();
  const told = next();

  write({ event: 'order_placed', requestId: 'other' });
  await told;
  await stop();

  expect(counts.news).toBe(1);
});

test('a log that nobody shows ends with the signal', async () => {
  const ended = new AbortController();
  const following = followLog('http://127.0.0.1:1', () => {}, ended.signal);
  ended.abort();

  await expect(following).resolves.toBeUndefined();
});

test('events are taken apart wherever the stream was cut', () => {
  const { events, rest } = splitEvents('retry: 1000\n\nid: 1\r\ndata: {"a":1}\r\n\r\n: still here\n\ndata: {"b"');

  expect(events).toEqual(['{"a":1}']);
  expect(splitEvents(`${rest}:2}\n\n`)).toEqual({ events: ['{"b":2}'], rest: '' });
});
