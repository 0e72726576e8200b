import { createServer, type Server, type ServerResponse } from 'node:http';
import { type RetryClock, retryingFetch } from '../../../cli/client/retrying-fetch.ts';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

type Step = 'break' | { status: number; retryAfter?: string };

let server: Server;
let url: string;
let steps: Step[];
let seen: number;

const play = (step: Step | undefined, response: ServerResponse): void => {
  if (step === 'break') return void response.socket?.destroy();
  const { status, retryAfter } = step ?? { status: 200 };
  response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end('done');
};

beforeEach(async () => {
  steps = [];
  seen = 0;
  server = createServer((_, response) => {
    seen += 1;
    play(steps.shift(), response);
  });
  url = `http://127.0.0.1:${await listenOnFreePort(server)}/`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Time passes only while somebody sleeps. */
const settableClock = (): RetryClock & { slept: number[] } => {
  let time = Date.parse('2026-01-01T00:00:00Z');
  const slept: number[] = [];
  const sleep = async (milliseconds: number): Promise<void> => {
    slept.push(milliseconds);
    time += milliseconds;
  };
  return { now: () => time, sleep, random: () => 0.5, slept };
};

const inSeconds = (clock: RetryClock, seconds: number): number => clock.now() + seconds * 1000;

test('broken connections, 429 and 5xx are tried again, with growing pauses', async () => {
  steps = ['break', { status: 503 }, { status: 429 }, { status: 500 }];
  const clock = settableClock();
  const answer = await retryingFetch({ method: 'POST', url, body: '{}' }, inSeconds(clock, 60), clock);

  expect(answer).toMatchObject({ status: 200, text: 'done', attempts: 5 });
  expect(clock.slept).toEqual([75, 150, 300, 600]);
});

test.each([200, 201, 304, 400, 401, 404, 409, 412, 422])('%d is final', async (status) => {
  steps = [{ status }];
  const clock = settableClock();

  expect(await retryingFetch({ method: 'GET', url }, inSeconds(clock, 60), clock)).toMatchObject({
    status,
    attempts: 1,
  });
  expect(seen).toBe(1);
});

test('Retry-After is waited for, in seconds or as a date', async () => {
  steps = [
    { status: 429, retryAfter: '7' },
    { status: 503, retryAfter: 'Thu, 01 Jan 2026 00:00:20 GMT' },
  ];
  const clock = settableClock();
  await retryingFetch({ method: 'GET', url }, inSeconds(clock, 60), clock);

  expect(clock.slept).toEqual([7_000, 13_000]);
});

test('a Retry-After beyond the deadline is not waited for', async () => {
  steps = [{ status: 429, retryAfter: '61' }];
  const clock = settableClock();

  expect(await retryingFetch({ method: 'GET', url }, inSeconds(clock, 60), clock)).toMatchObject({
    status: 429,
    attempts: 1,
  });
  expect(clock.slept).toEqual([]);
});

test('pauses are capped, and the deadline bounds the attempts', async () => {
  steps = Array.from({ length: 1000 }, () => ({ status: 500 }));
  const clock = settableClock();
  const begun = clock.now();
  const answer = await retryingFetch({ method: 'GET', url }, inSeconds(clock, 60), clock);

  expect(answer).toMatchObject({ status: 500, attempts: clock.slept.length + 1 });
  expect(Math.max(...clock.slept)).toBe(3_000);
  expect(clock.now() - begun).toBeLessThan(60_000);
  expect(seen).toBe(clock.slept.length + 1);
  expect(seen).toBeLessThan(30);
});

test('a port where nobody listens is told from a server that fails', async () => {
  await new Promise((resolve) => server.close(resolve));
  const clock = settableClock();

  await expect(retryingFetch({ method: 'GET', url }, inSeconds(clock, 1), clock)).rejects.toMatchObject({
    exitCode: 7,
    message: expect.stringMatching(/^No answer from .* \(ECONNREFUSED, \d+ attempts\)\.$/),
  });
  expect(clock.slept.length).toBeGreaterThan(0);
});
