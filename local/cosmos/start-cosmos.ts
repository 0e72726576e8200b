import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { FROM_ELSEWHERE, isFromElsewhere } from '../is-from-elsewhere.ts';
import { type Account, type ContainerDefinitions, defineContainers, nameResources } from './account.ts';
import { authorize, emulatorKey } from './auth.ts';
import { CosmosError, internalError, tooLarge } from './cosmos-error.ts';
import {
  type CosmosRequest,
  jsonBody,
  methodNotAllowed,
  type Route,
  refuseUnsupported,
  routeOf,
} from './cosmos-request.ts';
import { answerDocuments } from './document-routes.ts';
import { createFaults, type FaultRule, type Faults, faultError, parseFaultSettings } from './faults.ts';
import { forget } from './history.ts';
import type { JsonObject } from './json.ts';
import { answerMetadata, answerPartitionKeyRanges } from './metadata-routes.ts';
import { type AnsweredRequest, toAnswered } from './observe.ts';
import { errorReply, type Reply } from './reply.ts';
import { seedDocuments } from './seed-documents.ts';

export type CosmosOptions = {
  /** Default: 8081. 0 takes a free port. */
  port?: number;
  host?: '127.0.0.1';
  definitions?: ContainerDefinitions;
  /** Milliseconds since 1970. Used for timestamps, time to live and the lag of stale reads. */
  clock?: () => number;
  /** Partition ranges per container. Default: 2. */
  partitions?: number;
  /** Base64. Default: the emulator's well-known key. */
  key?: string;
  /** Called for every answered request, except for those that a fault struck. */
  onAnswer?: (answered: AnsweredRequest) => void;
};

export type CosmosServer = {
  url: string;
  connectionString: string;
  faults: Faults;
  /** Creates documents without HTTP. */
  seed(place: { database: string; container: string }, documents: Iterable<JsonObject>): void;
  /** Also closes open connections. */
  close(): Promise<void>;
};

type Server = {
  account: Account;
  faults: Faults;
  key: string;
  onAnswer: (answered: AnsweredRequest) => void;
};

const faultsPath = '_hearth/faults';
/** Twice the size of a bulk request. Above it, the service also answers 413. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Rejects with the error of the listening socket, such as EADDRINUSE. */
export const startCosmos = async (options: CosmosOptions = {}): Promise<CosmosServer> => {
  const { port = 8081, host = '127.0.0.1', clock = Date.now, partitions = 2, key = emulatorKey } = options;
  const { onAnswer = () => {} } = options;
  const account: Account = { databases: new Map(), databaseCount: 0, partitions, clock };
  if (options.definitions !== undefined) defineContainers(account, options.definitions);
  const server: Server = { account, faults: createFaults(clock, () => forgetAll(account)), key, onAnswer };
  const http = createServer((message, response) => {
    serve(server, message, response).catch((error: unknown) => {
      // The client hung up during its request. It reads no answer, and nothing is wrong here.
      if (message.errored !== null) return;
      console.error(error);
      if (response.headersSent) response.destroy();
      else send(response, errorReply(internalError(error)));
    });
  });
  // Long, because clients reuse connections: one that the server closes looks like a dropped
  // request.
  http.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, resolve);
  });
  const address = http.address();
  const url = `http://${host}:${typeof address === 'object' && address !== null ? address.port : port}`;
  return {
    url,
    connectionString: `AccountEndpoint=${url}/;AccountKey=${key};`,
    faults: server.faults,
    seed: (place, documents) => seedDocuments(account, place, documents),
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
};

const forgetAll = ({ databases }: Account): void => {
  for (const { containers } of databases.values()) {
    for (const { history } of [...containers.values()].flatMap(({ ranges }) => ranges)) forget(history);
  }
};

const readBody = async (message: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    // Reads the rest anyway: an answer during the request would look like a dropped connection.
    if (size <= MAX_BODY_BYTES) chunks.push(bytes);
  }
  if (size > MAX_BODY_BYTES) throw tooLarge();
  return Buffer.concat(chunks).toString('utf8');
};

const requestOf = (message: IncomingMessage, body: string): CosmosRequest => {
  const path = (message.url ?? '/').split('?')[0] ?? '';
  return {
    method: message.method ?? 'GET',
    path: path.replace(/^\/+|\/+$/g, ''),
    header(name) {
      const value = message.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    body,
  };
};

const serve = async (server: Server, message: IncomingMessage, response: ServerResponse): Promise<void> => {
  try {
    const request = requestOf(message, await readBody(message));
    if (request.path === faultsPath) {
      if (isFromElsewhere(message)) throw new CosmosError(403, 'Forbidden', FROM_ELSEWHERE);
      send(response, answerFaults(server.faults, request));
      return;
    }
    const reply = await answer(server, request, `http://${message.headers.host ?? '127.0.0.1'}/`);
    if (reply === 'drop') message.socket.destroy();
    else send(response, reply);
  } catch (error) {
    if (!(error instanceof CosmosError)) throw error;
    send(response, errorReply(error));
  }
};

const answer = async (server: Server, request: CosmosRequest, url: string): Promise<Reply | 'drop'> => {
  const addressed = routeOf(request);
  authorize(
    {
      method: request.method,
      resourceType: addressed.resourceType,
      resourceLink: addressed.resourceLink,
      date: request.header('x-ms-date'),
      authorization: request.header('authorization'),
    },
    server.key,
  );
  const route = nameResources(server.account, addressed);
  refuseUnsupported(request, route);
  const fault = server.faults.next(route.operation, route.container);
  if (fault?.status === 'delay') await pause(fault.delayMs ?? 100);
  const run = (): Reply => {
    if (route.operation === 'metadata') return answerMetadata(server.account, request, route, url);
    if (route.operation === 'partitionKeyRanges') return answerPartitionKeyRanges(server.account, request, route);
    return answerDocuments(server.account, request, route, server.faults.staleReads());
  };
  return fault === undefined || fault.status === 'delay' ? runObserved(server, route, run) : strike(fault, run);
};

const runObserved = ({ onAnswer }: Server, route: Route, run: () => Reply): Reply => {
  try {
    const reply = run();
    onAnswer(toAnswered(route, reply));
    return reply;
  } catch (error) {
    if (error instanceof CosmosError) onAnswer(toAnswered(route, errorReply(error)));
    throw error;
  }
};

const strike = async (fault: FaultRule, run: () => Reply): Promise<Reply | 'drop'> => {
  if (fault.applied === 'after') {
    try {
      run();
    } catch (error) {
      if (!(error instanceof CosmosError)) throw error;
    }
  }
  const error = faultError(fault);
  if (error === undefined) return 'drop';
  if (fault.status === 'timeout') await pause(fault.delayMs ?? 1000);
  throw error;
};

/** The control endpoint needs no key, because it exists only on a laptop. */
const answerFaults = (faults: Faults, request: CosmosRequest): Reply => {
  const state = (): Reply => ({ status: 200, headers: {}, body: JSON.parse(JSON.stringify(faults.get())) });
  switch (request.method) {
    case 'GET':
      return state();
    case 'PUT':
      faults.set(parseFaultSettings(jsonBody(request)));
      return state();
    case 'DELETE':
      faults.clear();
      return { status: 204, headers: {} };
    default:
      throw methodNotAllowed(request);
  }
};

const send = (response: ServerResponse, reply: Reply): void => {
  const activity = randomUUID();
  response.statusCode = reply.status;
  response.setHeader('x-ms-activity-id', activity);
  response.setHeader('x-ms-version', '2020-07-15');
  response.setHeader('x-ms-gatewayversion', 'version=2.14.0');
  for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value);
  if (reply.body === undefined) {
    response.end();
    return;
  }
  const bytes = Buffer.from(JSON.stringify(reply.body), 'utf8');
  response.setHeader('content-type', 'application/json');
  response.setHeader('content-length', bytes.length);
  response.end(bytes);
};
