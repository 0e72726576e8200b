import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { CosmosClient, Database } from '@azure/cosmos';
import { cosmosClient } from '../../../src/adapters/cosmos/cosmos-client.ts';
import { cosmosHealth } from '../../../src/adapters/cosmos/cosmos-health.ts';
import { cosmosOrders } from '../../../src/adapters/cosmos/cosmos-orders.ts';
import { documentOf } from '../../../src/adapters/cosmos/order-document.ts';
import { sampleOrder } from '../../contracts/sample-data.ts';
import { toCustomerId } from '../../support/ids.ts';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

type Answer = { status: number; headers?: Record<string, string>; body: object };

/** Answers that no stand-in gives. Each request for a document takes the next one. */
let answers: Answer[];
let sessions: (string | undefined)[];
let server: Server;
let client: CosmosClient;
let database: Database;

const send = (response: ServerResponse, { status, headers = {}, body }: Answer): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

const serve = (request: IncomingMessage, response: ServerResponse): void => {
  if (request.url === '/') {
    const location = { name: 'here', databaseAccountEndpoint: `http://${request.headers.host}/` };
    send(response, { status: 200, body: { id: 'a', writableLocations: [location], readableLocations: [location] } });
    return;
  }
  sessions.push(request.headers['x-ms-session-token']?.toString());
  const answer = answers.length > 1 ? answers.shift() : answers[0];
  if (answer) send(response, answer);
};

beforeEach(async () => {
  sessions = [];
  server = createServer(serve);
  const connectionString = `AccountEndpoint=http://127.0.0.1:${await listenOnFreePort(server)}/;AccountKey=a2V5;`;
  client = await cosmosClient({ connectionString });
  database = client.database('hearth');
});

afterEach(async () => {
  client.dispose();
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
});

const missing = (substatus: number): Answer => ({
  status: 404,
  headers: { 'x-ms-substatus': String(substatus) },
  body: { code: 'NotFound', message: 'Not found.' },
});

describe('a read with a session from a replica that lags', () => {
  const order = sampleOrder(toCustomerId('ida'));
  const found = (session: string): Answer => ({
    status: 200,
    headers: { 'x-ms-session-token': session, etag: '"1"' },
    body: documentOf(order),
  });
  const get = () => cosmosOrders(database.container('orders')).get(order.id, { session: '0:-1#12' });
  const unavailable = { name: 'Unavailable', dependency: 'cosmos' };

  test('is not trusted when the client asked again without the session and got an older state', async () => {
    answers = [missing(1002), found('0:-1#11')];
    await expect(get()).rejects.toMatchObject(unavailable);
    expect(sessions).toStrictEqual(['0:-1#12', undefined]);
  });

  test('is good when the second answer has caught up', async () => {
    answers = [missing(1002), found('0:-1#12')];
    expect(await get()).toEqual({ value: order, etag: '"1"' });
  });

  test('does not count as a missing order', async () => {
    answers = [missing(1002)];
    await expect(get()).rejects.toMatchObject(unavailable);

    answers = [missing(1002), { ...missing(0), headers: { 'x-ms-session-token': '0:-1#11' } }];
    await expect(get()).rejects.toMatchObject(unavailable);

    answers = [{ ...missing(0), headers: { 'x-ms-session-token': '0:-1#12' } }];
    expect(await get()).toBeUndefined();
  });

  test('is read without the session if the service rejects it, and is then not compared with it', async () => {
    answers = [{ status: 400, headers: {}, body: { code: 'BadRequest', message: 'Bad session.' } }, found('0:-1#11')];
    expect(await get()).toEqual({ value: order, etag: '"1"' });
    expect(sessions).toStrictEqual(['0:-1#12', undefined]);
  });

  test.each([[''], ['garbage'], ['0:-1#1\r\nx: y'], ['0:-1#1 \u009b'], [`0:-1#${'1'.repeat(1_000)}`]])(
    'is read without the session if that is the text %j',
    async (session) => {
      answers = [found('0:-1#11')];
      const read = cosmosOrders(database.container('orders')).get(order.id, { session });
      expect(await read).toEqual({ value: order, etag: '"1"' });
      expect(sessions).toStrictEqual([undefined]);
    },
  );

  test('without a session is not trusted either if the replica lags behind what this process wrote', async () => {
    answers = [missing(1002)];
    const read = cosmosOrders(database.container('orders')).get(order.id);
    await expect(read).rejects.toMatchObject(unavailable);
  });
});

describe('cosmosHealth', () => {
  const check = () => cosmosHealth(database).check(new AbortController().signal);

  test('resolves when only the document is missing', async () => {
    answers = [missing(0)];
    await check();
  });

  test('rejects when the container is missing, or access is denied', async () => {
    answers = [missing(1003)];
    await expect(check()).rejects.toThrow('no container');

    answers = [{ status: 403, body: { code: 'Forbidden', message: 'no' } }];
    await expect(check()).rejects.toMatchObject({ code: 403 });
  });
});
