import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { checkShape } from '../check-shape.ts';
import { errorMessage } from '../error-message.ts';
import type { ConsoleParts } from './console-parts.ts';
import { readBody } from './read-body.ts';
import type { Receiver } from './receiver.ts';
import { runTimer } from './run-timer.ts';
import { sendJson, sendProblem } from './send-json.ts';

type Options = {
  parts: ConsoleParts;
  receiver: Receiver;
  createEndpoint: (types: unknown) => Promise<{ status: number; body: unknown }>;
};

type Call = { request: IncomingMessage; response: ServerResponse; url: URL };
type Reply = { status: number; body?: unknown } | { problem: string };

const MAX_BODY = 65_536;

const newReceiver = z.strictObject({ types: z.array(z.string()) });
const timer = z.strictObject({ name: z.string() });
const answer = z.strictObject({ url: z.string(), answer: z.literal([200, 410, 500]) });

const parse = <T>(shape: z.ZodType<T>, body: string): { data: T } | { problem: string } => {
  try {
    const outcome = checkShape(shape, 'body', JSON.parse(body));
    return 'data' in outcome ? outcome : { problem: outcome.problems.join(' ') };
  } catch {
    return { problem: 'The body is not JSON.' };
  }
};

/** What the console does itself, by method and path. */
const createRoutes = ({
  parts,
  receiver,
  createEndpoint,
}: Options): Readonly<Record<string, (body: string) => Promise<Reply>>> => ({
  'POST /console/host/kill': async () => {
    if (parts.killHost === undefined) return { problem: 'This console did not start the host. Restart it yourself.' };
    await parts.killHost();
    return { status: 202, body: {} };
  },
  'POST /console/timers/run': async (body) => {
    const wanted = parse(timer, body);
    return 'problem' in wanted ? wanted : { status: 200, body: await runTimer(parts)(wanted.data.name) };
  },
  'POST /console/receivers': async (body) => {
    const wanted = parse(newReceiver, body);
    return 'problem' in wanted ? wanted : createEndpoint(wanted.data.types);
  },
  'PUT /console/receivers': async (body) => {
    const wanted = parse(answer, body);
    if ('problem' in wanted) return wanted;
    const { pathname } = new URL(wanted.data.url, 'http://127.0.0.1');
    return receiver.setAnswer(pathname, wanted.data.answer)
      ? { status: 200, body: {} }
      : { problem: 'This endpoint does not lead to the built-in receiver.' };
  },
});

export const ownRoutes = (options: Options) => {
  const routes = createRoutes(options);

  return async ({ request, response, url }: Call): Promise<void> => {
    const name = `${request.method} ${url.pathname}`;
    const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
    if (route === undefined) return sendProblem(response, 404, `${name} is unknown.`);
    const body = await readBody(request, MAX_BODY);
    if (body === undefined) return sendProblem(response, 413, `Send at most ${MAX_BODY} bytes.`);
    const reply = await route(body).catch((error: unknown) => ({ problem: errorMessage(error) }));
    if ('problem' in reply) sendProblem(response, 409, reply.problem);
    else sendJson(response, reply.status, reply.body ?? {});
  };
};
