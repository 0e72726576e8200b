import { setTimeout as pause } from 'node:timers/promises';
import { exitCodes, OpsError } from '../client/exit-codes.ts';
import { type Answer, type Call, callOnce, problemOf, readAs, refusalOf } from './call.ts';
import { type DeadLetter, pageOf, type Report, type StaffOrder, shapes } from './ops-shapes.ts';

/** Up to a limit; `more` says that there are others beyond it. */
export type Listed<T> = { items: T[]; more: boolean };
/** `missing`: sources that could not be read, so that this is not all there is. */
export type ListedDeadLetters = Listed<DeadLetter> & { missing: string[] };
export type ReplayedAll = { replayed: number; skipped: number; remaining: boolean };
export type OrderFilter = { attention?: boolean; due?: string };

/** Every method throws OpsError for what it was not told to expect. Nothing that changes something is repeated. */
export type OpsClient = {
  /** Names what fails; nothing when all is ready. Needs no token. */
  failing: () => Promise<string[]>;
  deadLetters: (limit: number, onPage?: (count: number) => void) => Promise<ListedDeadLetters>;
  /** Newest first. */
  orders: (filter: OrderFilter, limit: number) => Promise<Listed<StaffOrder>>;
  replay: (sequenceNumber: string) => Promise<Record<string, unknown>>;
  replaySome: () => Promise<ReplayedAll>;
  discard: (sequenceNumber: string) => Promise<void>;
  retry: (orderId: string) => Promise<StaffOrder>;
  /** Undefined where there is none. */
  report: (date: string) => Promise<Report | undefined>;
  reportCsv: (date: string) => Promise<Buffer | undefined>;
};

type Options = { api: string; token: () => Promise<string>; apiKey: string | undefined };

const PAGE = 100;
const READ_TRIES = 3;
const LONGEST_WAIT_SECONDS = 5;

const advice = {
  401: 'Set HEARTH_TOKEN to a token that is still good, and HEARTH_API_KEY where a gateway asks for a key.',
  403: 'It takes a token with the role admin: set HEARTH_TOKEN.',
} as const;
const settings = '--api or HEARTH_API';

export const opsClient = ({ api, token, apiKey }: Options): OpsClient => {
  const base = api.replace(/\/+$/, '');
  // A gateway reads the first, a function app without one the second; each ignores the other.
  const keys: Record<string, string> =
    apiKey === undefined ? {} : { 'ocp-apim-subscription-key': apiKey, 'x-functions-key': apiKey };

  const send = async (method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> => {
    const call: Call = {
      method,
      url: base + path,
      headers: { ...keys, authorization: `Bearer ${await token()}`, ...headers },
    };
    for (let tries = 1; ; tries += 1) {
      const answer = await callOnce(call, base, settings);
      const passing = answer.status === 429 || answer.status === 503;
      if (!passing || method !== 'GET' || tries === READ_TRIES) return answer;
      await pause(Math.min(Number(answer.headers.get('retry-after')) || 1, LONGEST_WAIT_SECONDS) * 1000);
    }
  };

  const expectStatus = async (status: number, method: string, path: string, what = path): Promise<Answer> => {
    const answer = await send(method, path);
    if (answer.status !== status) throw refusalOf(answer, `${method} ${what}`, advice);
    return answer;
  };

  const list = async <T>(
    path: string,
    query: Record<string, string>,
    shape: ReturnType<typeof pageOf<T>>,
    limit: number,
    onPage: (count: number) => void = () => {},
  ): Promise<Listed<T> & { missing: string[] }> => {
    const items: T[] = [];
    const missing = new Set<string>();
    for (let cursor: string | undefined; ; ) {
      const size = String(Math.min(PAGE, limit - items.length));
      const search = new URLSearchParams({ ...query, limit: size, ...(cursor !== undefined && { cursor }) });
      const page = readAs(shape, await expectStatus(200, 'GET', `${path}?${search}`, path), `GET ${path}`);
      items.push(...page.items);
      for (const source of page.missing ?? []) missing.add(source);
      onPage(items.length);
      cursor = page.nextCursor;
      if (cursor === undefined || items.length >= limit)
        return { items, more: cursor !== undefined, missing: [...missing] };
    }
  };

  const reportAs = async (date: string, accept: string): Promise<Answer | undefined> => {
    const path = `/admin/reports/${date}`;
    const answer = await send('GET', path, { accept });
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw refusalOf(answer, `GET ${path}`, advice);
    return answer;
  };

  const deadLetter = (sequenceNumber: string) => `/admin/dead-letters/${encodeURIComponent(sequenceNumber)}`;

  return {
    failing: async () => {
      const answer = await callOnce({ method: 'GET', url: `${base}/health/ready`, headers: keys }, base, settings);
      if (answer.status === 200) return [];
      // Whatever is wrong with Hearth, it has this route.
      if (answer.status === 404) {
        throw new OpsError(exitCodes.unreachable, `What answers at ${base} is not Hearth: set ${settings}.`);
      }
      const { errors = [] } = problemOf(answer);
      if (answer.status !== 503 || errors.length === 0) throw refusalOf(answer, 'GET /health/ready', advice);
      return errors.map(({ pointer }) => pointer);
    },
    deadLetters: (limit, onPage) => list('/admin/dead-letters', {}, pageOf(shapes.deadLetter), limit, onPage),
    orders: ({ attention, due }, limit) => {
      const query = { ...(attention !== undefined && { attention: String(attention) }), ...(due && { due }) };
      return list('/admin/orders', query, pageOf(shapes.order), limit);
    },
    replay: async (sequenceNumber) => {
      const path = `${deadLetter(sequenceNumber)}/replay`;
      return readAs(shapes.replayed, await expectStatus(202, 'POST', path), `POST ${path}`);
    },
    replaySome: async () => {
      const path = '/admin/dead-letters/replay';
      return readAs(shapes.replayedAll, await expectStatus(202, 'POST', path), `POST ${path}`);
    },
    discard: async (sequenceNumber) => {
      await expectStatus(204, 'DELETE', deadLetter(sequenceNumber));
    },
    retry: async (orderId) => {
      const path = `/orders/${encodeURIComponent(orderId)}/retry`;
      return readAs(shapes.order, await expectStatus(202, 'POST', path), `POST ${path}`);
    },
    report: async (date) => {
      const answer = await reportAs(date, 'application/json');
      return answer && readAs(shapes.report, answer, `GET /admin/reports/${date}`);
    },
    reportCsv: async (date) => (await reportAs(date, 'text/csv'))?.bytes,
  };
};
