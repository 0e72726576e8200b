import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { checkShape, numberFrom } from '../check-shape.ts';
import { FROM_ELSEWHERE, isFromElsewhere } from '../is-from-elsewhere.ts';
import { readBytes } from '../read-bytes.ts';
import type { Entities } from './entities.ts';
import { type Faults, InvalidFaults, parseFaultSettings } from './faults.ts';
import { listMessages } from './list-messages.ts';

export type Outage = {
  /** Drops all connections and refuses new ones, until `resume` or for `forMs`. */
  pause(forMs?: number): void;
  resume(): void;
  isPaused(): boolean;
};

export type Controls = {
  entities: Entities;
  faults: Faults;
  outage: Outage;
};

type Reply = { status: number; body?: unknown };

const MAX_BODY_BYTES = 1_048_576;

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const body = await readBytes(request, MAX_BODY_BYTES);
  if (body === undefined) throw new InvalidFaults('the body is too large.');
  try {
    return JSON.parse(body.toString('utf8') || '{}');
  } catch {
    throw new InvalidFaults('the body is not JSON.');
  }
};

const pauseSettings = z.strictObject({ forMs: z.exactOptional(numberFrom(0, Number.MAX_SAFE_INTEGER)) });

const parsePauseTime = (body: unknown): number | undefined => {
  const outcome = checkShape(pauseSettings, 'pause', body);
  if ('data' in outcome) return outcome.data.forMs;
  throw new InvalidFaults(outcome.problems.join(' '));
};

const routes: Readonly<Record<string, (controls: Controls, request: IncomingMessage) => Reply | Promise<Reply>>> = {
  'GET /_hearth/queues': ({ entities }) => ({ status: 200, body: entities.counts() }),
  'GET /_hearth/messages': ({ entities }, { url }) => {
    const { searchParams } = new URL(url ?? '/', 'http://127.0.0.1');
    return { status: 200, body: listMessages(entities, searchParams.get('contains') ?? '') };
  },
  'GET /_hearth/faults': ({ faults }) => ({ status: 200, body: faults.get() }),
  'PUT /_hearth/faults': async ({ faults }, request) => {
    faults.set(parseFaultSettings(await readJson(request)));
    return { status: 200, body: faults.get() };
  },
  'DELETE /_hearth/faults': ({ faults }) => {
    faults.clear();
    return { status: 204 };
  },
  'GET /_hearth/pause': ({ outage }) => ({ status: 200, body: { paused: outage.isPaused() } }),
  'PUT /_hearth/pause': async ({ outage }, request) => {
    outage.pause(parsePauseTime(await readJson(request)));
    return { status: 204 };
  },
  'DELETE /_hearth/pause': ({ outage }) => {
    outage.resume();
    return { status: 204 };
  },
};

const respond = async (controls: Controls, request: IncomingMessage): Promise<Reply> => {
  if (isFromElsewhere(request)) return { status: 403, body: { error: FROM_ELSEWHERE } };
  const name = `${request.method} ${request.url?.split('?', 1)[0]}`;
  const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
  if (!route) return { status: 404, body: { error: `${name} is unknown.`, known: Object.keys(routes) } };
  try {
    return await route(controls, request);
  } catch (error) {
    if (error instanceof InvalidFaults) return { status: 400, body: { error: error.message } };
    throw error;
  }
};

const sendReply = (response: ServerResponse, { status, body }: Reply): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : `${JSON.stringify(body, null, 2)}\n`);
};

/** The HTTP control endpoint for tests and people. The server does not listen yet. */
export const createControlServer = (controls: Controls): Server =>
  createServer((request, response) => {
    respond(controls, request).then(
      (reply) => sendReply(response, reply),
      (error: unknown) => sendReply(response, { status: 500, body: { error: String(error) } }),
    );
  });
