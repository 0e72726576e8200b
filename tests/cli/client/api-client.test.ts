import { createServer, type Server } from 'node:http';
import { z } from 'zod';
import { type ApiClientOptions, apiClient, requireHearth } from '../../../cli/client/api-client.ts';
import { listAll } from '../../../cli/client/list-all.ts';
import { fixedBearer } from '../../../cli/client/tokens.ts';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

type Reply = { status: number; body?: unknown };

let server: Server;
let api: string;
let replies: Reply[];
let asked: { line: string; headers: Record<string, unknown> }[];
let delayMs: number;

beforeEach(async () => {
  replies = [];
  asked = [];
  delayMs = 0;
  server = createServer((request, response) => {
    asked.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    const { status, body = {} } = replies.shift() ?? { status: 404 };
    setTimeout(() => response.writeHead(status).end(JSON.stringify(body)), delayMs);
  });
  api = `http://127.0.0.1:${await listenOnFreePort(server)}/api/v1`;
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

const client = (more: Partial<ApiClientOptions> = {}) =>
  apiClient({ api, patienceMs: 1_000, attemptMs: 5_000, repeatsChanges: false, ...more });

const shape = z.object({ id: z.string() });

test('a call has the path, the token and the key', async () => {
  replies = [{ status: 200, body: { id: 'kettle' } }];

  const body = await client({ bearer: fixedBearer('secret'), apiKey: 'key' }).read(shape, {
    method: 'GET',
    path: '/products/kettle',
  });

  expect(body).toEqual({ id: 'kettle' });
  expect(asked).toMatchObject([
    {
      line: 'GET /api/v1/products/kettle',
      headers: { authorization: 'Bearer secret', 'ocp-apim-subscription-key': 'key', 'x-functions-key': 'key' },
    },
  ]);
});

test('a token that is turned down is renewed once', async () => {
  replies = [{ status: 401 }, { status: 401 }, { status: 200 }];
  let tokens = 1;
  const bearer = {
    token: async () => `token ${tokens}`,
    renew: () => {
      tokens += 1;
    },
  };

  const answer = await client({ bearer }).send({ method: 'GET', path: '/orders' });

  expect(answer).toMatchObject({ status: 401, attempts: 2 });
  expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer token 1', 'Bearer token 2']);
});

test('a read is repeated while Hearth is busy, and a change only if that is allowed', async () => {
  const busyOnce = [{ status: 503 }, { status: 200 }];

  replies = [...busyOnce];
  expect((await client().send({ method: 'GET', path: '/orders' })).attempts).toBe(2);

  replies = [...busyOnce];
  expect((await client().send({ method: 'POST', path: '/orders' })).status).toBe(503);

  replies = [...busyOnce];
  expect((await client({ repeatsChanges: true }).send({ method: 'POST', path: '/orders' })).status).toBe(200);
});

test('a change that is not repeated has as long as the patience', async () => {
  delayMs = 50;
  replies = [{ status: 200 }];
  const options: ApiClientOptions = { api, patienceMs: 1_000, repeatsChanges: false };

  expect(await apiClient(options).send({ method: 'POST', path: '/orders' })).toMatchObject({ status: 200 });
});

test('an unexpected answer is a failure with its exit code, its reason and what to do', async () => {
  replies = [{ status: 409, body: { code: 'busy', detail: 'It is locked.', errors: [] } }];

  const failure = client({ advice: { 409: 'Wait.' } }).expect([204], { method: 'DELETE', path: '/a?b=c' });

  await expect(failure).rejects.toMatchObject({
    exitCode: 4,
    status: 409,
    message: 'DELETE /a failed with 409 busy: It is locked. Wait.',
  });
});

test('a body of another shape is a failure', async () => {
  replies = [{ status: 200, body: { id: 1 } }];

  await expect(client().read(shape, { method: 'GET', path: '/a' })).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringContaining("GET /a gave an answer that is not Hearth's"),
  });
});

test('a list is read page by page up to the limit, with what is missing', async () => {
  replies = [
    { status: 200, body: { items: [{ id: '1' }], nextCursor: 'two', missing: ['process-order'] } },
    { status: 200, body: { items: [{ id: '2' }], nextCursor: 'three' } },
  ];

  const listed = await listAll(client(), '/orders', shape, { query: { due: 'settle' }, limit: 2 });

  expect(listed).toEqual({ items: [{ id: '1' }, { id: '2' }], more: true, missing: ['process-order'] });
  expect(asked.map(({ line }) => line)).toEqual([
    'GET /api/v1/orders?due=settle&limit=2',
    'GET /api/v1/orders?due=settle&limit=1&cursor=two',
  ]);
});

test('a list without an end is noticed', async () => {
  replies = Array.from({ length: 3 }, () => ({ status: 200, body: { items: [], nextCursor: 'same' } }));

  await expect(listAll(client(), '/orders', shape)).rejects.toThrow('the list has no end');
});

test('another server is not taken for Hearth', async () => {
  replies = [{ status: 404 }];

  await expect(requireHearth({ api, apiKey: undefined })).rejects.toMatchObject({
    exitCode: 7,
    message: `What answers at ${api} is not Hearth. Set --api or HEARTH_API.`,
  });
});
