import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { storageQueueClient } from '../../../src/adapters/storage-queue/storage-queue-client.ts';
import { storageQueuePoisonUploads } from '../../../src/adapters/storage-queue/storage-queue-poison-uploads.ts';
import type { PoisonUploads } from '../../../src/application/ports/dead-letters.ts';
import { holdLimits } from '../../support/hold-limits.ts';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let requests: string[];
let answers: Record<string, Answer>;
let poisonUploads: PoisonUploads;

const KINDS: readonly [string, RegExp][] = [
  ['peek', /^GET .*\/messages\?.*peekonly=true/],
  ['take', /^GET .*\/messages\?/],
  ['giveBack', /^PUT .*\/messages\/[^?]+\?/],
  ['remove', /^DELETE .*\/messages\/[^?]+\?/],
  ['count', /^GET .*\?.*comp=metadata/],
];

const kindOf = (line: string): string => KINDS.find(([, pattern]) => pattern.test(line))?.[0] ?? line;

beforeEach(async () => {
  requests = [];
  server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`;
    requests.push(line);
    request.resume();
    answers[kindOf(line)]?.(request, response);
  });
  const endpoint = `http://127.0.0.1:${await listenOnFreePort(server)}/shop`;
  const connectionString = `DefaultEndpointsProtocol=http;AccountName=shop;AccountKey=a2V5;QueueEndpoint=${endpoint}`;
  poisonUploads = storageQueuePoisonUploads(await storageQueueClient({ connectionString }));
});

afterEach(async () => {
  jest.restoreAllMocks();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const kinds = () => requests.map(kindOf);

const status =
  (code: number, errorCode = 'x', headers = {}): Answer =>
  (_, response) =>
    response.writeHead(code, { 'x-ms-error-code': errorCode, 'content-length': 0, ...headers }).end();

const message = (id: string): string =>
  `<QueueMessage><MessageId>${id}</MessageId><InsertionTime>Thu, 01 Jan 1970 00:00:00 GMT</InsertionTime><ExpirationTime>Thu, 08 Jan 1970 00:00:00 GMT</ExpirationTime><PopReceipt>r-${id}</PopReceipt><TimeNextVisible>Thu, 01 Jan 1970 00:00:00 GMT</TimeNextVisible><DequeueCount>1</DequeueCount><MessageText>text-${id}</MessageText></QueueMessage>`;

const messages =
  (...ids: string[]): Answer =>
  (_, response) =>
    response
      .writeHead(200, { 'content-type': 'application/xml' })
      .end(`<?xml version="1.0"?><QueueMessagesList>${ids.map(message).join('')}</QueueMessagesList>`);

const counted = (count: number): Answer => status(200, 'x', { 'x-ms-approximate-messages-count': count });

const free = {
  giveBack: status(204, 'x', { 'x-ms-popreceipt': 'r', 'x-ms-time-next-visible': new Date(0).toUTCString() }),
};

test('messages are taken by 32, for 90 seconds, and all but the settled one are given back at once', async () => {
  answers = { ...free, take: messages('a', 'b', 'c'), remove: status(204) };
  expect(await poisonUploads.settle('b', async () => {})).toBe('settled');

  expect(kinds()).toEqual(['take', 'remove', 'giveBack', 'giveBack']);
  expect(requests[0]).toMatch(/numofmessages=32&visibilitytimeout=90/);
  expect(requests[1]).toContain('/messages/b?popreceipt=r-b');
  expect(requests.slice(2).toSorted()).toEqual([
    expect.stringMatching(/\/messages\/a\?.*visibilitytimeout=0/),
    expect.stringMatching(/\/messages\/c\?.*visibilitytimeout=0/),
  ]);
});

test('a search among ever more messages ends after 20 rounds, and gives them all back', async () => {
  let round = 0;
  answers = { ...free, take: (...args) => messages(`m-${round++}`)(...args), count: counted(99) };
  expect(await poisonUploads.settle('b', async () => {})).toBe('busy');

  expect(kinds().filter((kind) => kind === 'take')).toHaveLength(20);
  expect(kinds().filter((kind) => kind === 'giveBack')).toHaveLength(20);
});

test.each([
  [2, 'gone'],
  [3, 'busy'],
])('if two were taken and %d are there, one that is not among them is %s', async (there, outcome) => {
  let round = 0;
  answers = {
    ...free,
    take: (...args) => messages(...(round++ === 0 ? ['a', 'c'] : []))(...args),
    count: counted(there),
  };
  expect(await poisonUploads.settle('b', async () => {})).toBe(outcome);
});

test('one that somebody else has removed meanwhile is settled', async () => {
  answers = { ...free, take: messages('b'), remove: status(404, 'MessageNotFound') };
  expect(await poisonUploads.settle('b', async () => {})).toBe('settled');
});

test('one that cannot be given back does not hide why its work failed', async () => {
  answers = { take: messages('b'), giveBack: status(403, 'AuthorizationFailure') };
  await expect(poisonUploads.settle('b', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('a queue that does not exist has no messages', async () => {
  const absent = status(404, 'QueueNotFound');
  answers = { peek: absent, take: absent, count: absent };

  expect(await poisonUploads.list()).toEqual([]);
  expect(await poisonUploads.settle('b', async () => {})).toBe('gone');
});

describe('each kind of request', () => {
  const work = async () => {};
  const calls: Record<string, { call: () => Promise<unknown>; before: Record<string, Answer> }> = {
    peek: { call: () => poisonUploads.list(), before: {} },
    take: { call: () => poisonUploads.settle('b', work), before: {} },
    count: { call: () => poisonUploads.settle('b', work), before: { take: messages() } },
    remove: { call: () => poisonUploads.settle('b', work), before: { ...free, take: messages('b') } },
  };

  test.each(Object.entries(calls))('%s: is a fault if Storage refuses it', async (kind, { call, before }) => {
    answers = { ...before, [kind]: status(403, 'AuthorizationFailure') };
    await expect(call()).rejects.toMatchObject({ statusCode: 403 });
  });

  test.each(Object.entries(calls))('%s: ends when it is given up', async (kind, { call, before }) => {
    const ended: Promise<unknown>[] = [];
    const { expire } = holdLimits();
    answers = {
      ...before,
      [kind]: (_, response) => {
        ended.push(once(response, 'close'));
        expire();
      },
    };

    await expect(call()).rejects.toMatchObject({ name: 'Unavailable', dependency: 'media' });
    await Promise.all(ended);
  });
});
