import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { seededRandom } from '../../crash/seeded-random.ts';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';
import { tally } from '../chaos/tally.ts';

/** A call whose signature was right. `accepted`: the answer was a 2xx, and it was sent. */
export type Call = { path: string; id: string; body: string; accepted: boolean };

type Misbehaviour = { name: string; rate: number; answer: (response: ServerResponse) => void };

const misbehaviours: readonly Misbehaviour[] = [
  { name: '500', rate: 0.08, answer: (response) => response.writeHead(500).end('oops') },
  { name: '302', rate: 0.03, answer: (response) => response.writeHead(302, { location: '/elsewhere' }).end() },
  { name: '304', rate: 0.02, answer: (response) => response.writeHead(304).end() },
  { name: '429', rate: 0.05, answer: (response) => response.writeHead(429, { 'retry-after': '2' }).end() },
  { name: 'hung', rate: 0.003, answer: () => {} },
  { name: 'dropped', rate: 0.05, answer: (response) => response.destroy() },
  { name: 'slow', rate: 0.02, answer: (response) => void setTimeout(() => response.writeHead(200).end('ok'), 2_000) },
];

const textIn = (value: string | string[] | undefined): string => String(value ?? '');

/**
 * Receives webhooks at any path. Verifies each as an unrelated library does. At `/wild` it
 * misbehaves until `calm`; a dropped call may have been processed, as far as the receiver knows.
 */
export const startReceiver = async (seed: number) => {
  const random = seededRandom(seed);
  const secrets = new Map<string, string>();
  const calls: Call[] = [];
  const broken: string[] = [];
  const done = tally();
  let misbehaves = true;

  const choose = (path: string): Misbehaviour | undefined => {
    if (!misbehaves || path !== '/wild') return undefined;
    let left = random();
    return misbehaviours.find(({ rate }) => {
      left -= rate;
      return left < 0;
    });
  };

  const verify = ({ url: path = '', headers }: IncomingMessage, body: string): void => {
    const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
    try {
      const wanted = Object.fromEntries(names.map((name) => [name, textIn(headers[name])]));
      new Webhook(secrets.get(path) ?? '').verify(body, wanted);
    } catch (error) {
      broken.push(`a call of ${path} has a wrong signature: ${String(error)}`);
    }
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url: path = '' } = request;
    const body = await text(request);
    verify(request, body);
    const call: Call = { path, id: textIn(request.headers['webhook-id']), body, accepted: false };
    calls.push(call);
    response.once('finish', () => {
      call.accepted = response.statusCode >= 200 && response.statusCode < 300;
    });
    const misbehaviour = choose(path);
    done.add(misbehaviour?.name ?? '2xx');
    if (misbehaviour) misbehaviour.answer(response);
    else response.writeHead(204).end();
  };

  const server = createServer((request, response) => {
    // Whoever called was killed in the middle of it.
    handle(request, response).catch(() => done.add('broken off'));
  });
  const port = await listenOnFreePort(server);

  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    broken,
    done,
    expect: (path: string, secret: string): void => void secrets.set(path, secret),
    calm: (): void => {
      misbehaves = false;
    },
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
