import { Agent, request } from 'node:http';

export type Call = { url: string; headers: Readonly<Record<string, string>>; body: string };

/** Places one order. Resolves to its milliseconds; rejects for any answer but 201. */
const place = (agent: Agent, { url, headers, body }: Call): Promise<number> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const options = { agent, method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) } };
    const sent = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        if (response.statusCode === 201) resolve(performance.now() - started);
        else
          reject(
            new Error(`${url} answered ${response.statusCode}: ${Buffer.concat(chunks).toString().slice(0, 500)}`),
          );
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });

export type Load = { latencies: number[]; seconds: number };

/**
 * `clients` clients, each of which sends its next order after the last answer, for some seconds or
 * at most `most` orders. Reuses `calls` in a circle.
 */
export const closedLoop = async (
  calls: readonly Call[],
  clients: number,
  seconds: number,
  most = Number.POSITIVE_INFINITY,
): Promise<Load> => {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const latencies: number[] = [];
  const started = performance.now();
  const end = started + seconds * 1000;
  let next = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < end && next < most) {
      const call = calls[next++ % calls.length];
      if (call) latencies.push(await place(agent, call));
    }
  };
  try {
    await Promise.all(Array.from({ length: clients }, client));
  } finally {
    agent.destroy();
  }
  return { latencies, seconds: (performance.now() - started) / 1000 };
};

/** Sends orders at a fixed rate, whether or not the earlier ones have been answered. */
export const steadyRate = async (calls: readonly Call[], perSecond: number, seconds: number): Promise<Load> => {
  const agent = new Agent({ keepAlive: true });
  const started = performance.now();
  const due = (n: number): number => started + (n * 1000) / perSecond;
  const placed = Array.from({ length: perSecond * seconds }, async (_, n) => {
    await new Promise((resolve) => setTimeout(resolve, due(n) - performance.now()));
    const call = calls[n % calls.length];
    return call ? place(agent, call) : Number.NaN;
  });
  try {
    return { latencies: await Promise.all(placed), seconds: (performance.now() - started) / 1000 };
  } finally {
    agent.destroy();
  }
};
