import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { cosmosClient } from '../../../src/adapters/cosmos/cosmos-client.ts';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

export type Answer = { status: number; headers?: Record<string, string>; body: object };

/** An answer, or what happens instead of one. */
type Step = Answer | (() => void);

const send = (response: ServerResponse, { status, headers = {}, body }: Answer): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

/**
 * A Cosmos DB that gives the answers of a test, which no stand-in gives. Each request for a
 * document takes the next answer, and the last one stays.
 */
export const startScriptedCosmos = async () => {
  let answers: Step[] = [];
  let requests: IncomingMessage['headers'][] = [];
  let unanswered: Promise<unknown>[] = [];

  const server = createServer(({ url, headers }, response) => {
    if (url === '/') {
      const location = { name: 'here', databaseAccountEndpoint: `http://${headers.host}/` };
      send(response, { status: 200, body: { id: 'a', writableLocations: [location], readableLocations: [location] } });
      return;
    }
    if (/\/colls\/\w+\/?$/.test(url ?? '')) {
      send(response, { status: 200, body: { id: 'c', partitionKey: { paths: ['/id'], kind: 'Hash' } } });
      return;
    }
    requests.push(headers);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (typeof answer === 'function') {
      unanswered.push(once(response, 'close'));
      answer();
    } else if (answer) send(response, answer);
  });
  const connectionString = `AccountEndpoint=http://127.0.0.1:${await listenOnFreePort(server)}/;AccountKey=a2V5;`;
  const client = await cosmosClient({ connectionString });

  return {
    database: client.database('hearth'),
    answer: (...next: Step[]) => {
      answers = next;
      requests = [];
      unanswered = [];
    },
    /** The headers of the requests for documents since the answers were given. */
    requests: () => requests,
    /** Resolves once the client has ended the requests that were never answered. */
    abandoned: () => Promise.all(unanswered),
    close: () =>
      new Promise((resolve) => {
        client.dispose();
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
};

export type ScriptedCosmos = Awaited<ReturnType<typeof startScriptedCosmos>>;
