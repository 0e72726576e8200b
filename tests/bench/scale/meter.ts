import { Agent, createServer, request as forward, type IncomingHttpHeaders } from 'node:http';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

/** What went over the wire. `charge` is in request units of the stand-in's model. */
export type Count = {
  operations: number;
  read: number;
  returned: number;
  written: number;
  bytes: number;
  charge: number;
};

const nothing = (): Count => ({ operations: 0, read: 0, returned: 0, written: 0, bytes: 0, charge: 0 });

const text = (value: string | string[] | undefined): string => (Array.isArray(value) ? value.join() : (value ?? ''));

const metric = (headers: IncomingHttpHeaders, name: string): number =>
  Number(new RegExp(`${name}=(\\d+)`).exec(text(headers['x-ms-documentdb-query-metrics']))?.[1] ?? 0);

type Exchange = { method: string; path: string; sent: IncomingHttpHeaders; headers: IncomingHttpHeaders; body: Buffer };

/**
 * Documents that one exchange read, returned and wrote. Counts only operations on documents, no
 * query plans.
 */
const documentsIn = ({ method, sent, headers, body }: Exchange): Pick<Count, 'read' | 'returned' | 'written'> => {
  if (sent['x-ms-documentdb-isquery'] !== undefined) {
    return {
      read: metric(headers, 'retrievedDocumentCount'),
      returned: Number(headers['x-ms-item-count'] ?? 0),
      written: 0,
    };
  }
  if (sent['x-ms-cosmos-is-batch-request'] !== undefined) {
    const results: unknown = JSON.parse(body.toString() || '[]');
    return { read: 0, returned: 0, written: Array.isArray(results) ? results.length : 0 };
  }
  return method === 'GET' ? { read: 1, returned: 1, written: 0 } : { read: 0, returned: 0, written: 1 };
};

const isPlan = (sent: IncomingHttpHeaders): boolean => sent['x-ms-cosmos-is-query-plan-request'] !== undefined;

/** A proxy between the app and the service that counts and changes nothing. */
export const startMeter = async (target: string) => {
  let count = nothing();
  const agent = new Agent({ keepAlive: true });

  const note = (exchange: Exchange): void => {
    if (!/\/docs(\/|$)/.test(exchange.path) || isPlan(exchange.sent)) return;
    const documents = documentsIn(exchange);
    count = {
      operations: count.operations + 1,
      read: count.read + documents.read,
      returned: count.returned + documents.returned,
      written: count.written + documents.written,
      bytes: count.bytes + exchange.body.length,
      charge: count.charge + Number(exchange.headers['x-ms-request-charge'] ?? 0),
    };
  };

  const server = createServer((message, response) => {
    const { method = 'GET', url: path = '/' } = message;
    // Keeps the meter's host, so that the account's own address leads here too.
    const headers = { ...message.headers, 'x-ms-documentdb-populatequerymetrics': 'true' };
    const passed = forward(`${target}${path}`, { agent, method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('end', () => {
        const body = Buffer.concat(chunks);
        note({ method, path, sent: message.headers, headers: answer.headers, body });
        response.writeHead(answer.statusCode ?? 500, answer.headers).end(body);
      });
    });
    passed.once('error', () => response.destroy());
    message.pipe(passed);
  });
  const port = await listenOnFreePort(server);

  return {
    url: `http://127.0.0.1:${port}`,
    /** What `work` cost. Nothing else may run at the same time. */
    async measure(work: () => Promise<unknown>): Promise<Count> {
      count = nothing();
      await work();
      return count;
    },
    async close(): Promise<void> {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
