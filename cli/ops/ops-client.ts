import { apiClient, notHearthFailure } from '../client/api-client.ts';
import { type Listing, listAll } from '../client/list-all.ts';
import { parseProblem, readAnswer } from '../client/read-answer.ts';
import type { HttpAnswer } from '../client/retrying-fetch.ts';
import { readSetting, type StaffAccess, staffBearer } from '../client/staff-bearer.ts';
import { findOrderId } from './find-order-id.ts';
import { jobShapes, type ListedJob } from './job-shapes.ts';
import {
  type AuditEntry,
  type DeadLetter,
  type FullOrder,
  type ListedProduct,
  type Report,
  type StaffOrder,
  shapes,
} from './ops-shapes.ts';
import { type WebhooksClient, webhooksClient } from './webhooks-client.ts';

type ReplayedAll = { replayed: number; skipped: number; remaining: boolean };
export type OrderFilter = {
  status?: string | undefined;
  due?: string | undefined;
  attention?: boolean | undefined;
  number?: string | undefined;
};
export type AuditFilter = { subject?: string | undefined; actor?: string | undefined; from?: string | undefined };

/** Every method throws a Failure for an answer that it does not expect. Only reads are repeated. */
export type OpsClient = {
  /** Names what is not ready; empty if all is. Needs no token. */
  failing: () => Promise<string[]>;
  deadLetters: (limit: number, onPage?: (count: number) => void) => Promise<Listing<DeadLetter>>;
  /** Newest first. */
  orders: (filter: OrderFilter, limit: number) => Promise<Listing<StaffOrder>>;
  /** The same, with their content. */
  fullOrders: (filter: OrderFilter, limit: number) => Promise<Listing<FullOrder>>;
  /** By the id of an order or its number. */
  order: (order: string) => Promise<FullOrder>;
  /** Sold or not, in the order of their ids. */
  productsWithImage: (status: string, limit: number) => Promise<Listing<ListedProduct>>;
  replay: (sequenceNumber: string) => Promise<Record<string, unknown>>;
  replaySome: () => Promise<ReplayedAll>;
  discard: (sequenceNumber: string, reason: string) => Promise<void>;
  /** By the id of an order or its number. */
  retry: (order: string) => Promise<StaffOrder>;
  /** What staff have changed, newest first. */
  audit: (filter: AuditFilter, limit: number) => Promise<Listing<AuditEntry>>;
  /** Undefined if there is none. */
  report: (date: string) => Promise<Report | undefined>;
  reportCsv: (date: string) => Promise<Buffer | undefined>;
  /** Every job with how its last runs ended. `time`: the server's, in milliseconds. */
  jobs: () => Promise<{ items: ListedJob[]; time: number }>;
  webhooks: WebhooksClient;
};

const advice = {
  401: 'Set HEARTH_TOKEN to a token that has not expired, or --issuer to the issuer that this API trusts. Behind a gateway, also set HEARTH_API_KEY.',
  403: 'Set HEARTH_TOKEN to a token with the role admin.',
} as const;

/** Somebody is waiting: what is busy for longer is reported. */
const PATIENCE_MS = 4_000;
/** As long as the gateway allows. */
const ATTEMPT_MS = 120_000;

const queryOf = (filter: OrderFilter | AuditFilter): Record<string, string> =>
  Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );

export const opsClient = (access: StaffAccess): OpsClient => {
  const { api, env } = access;
  const options = {
    api,
    apiKey: readSetting(env, 'HEARTH_API_KEY'),
    patienceMs: PATIENCE_MS,
    attemptMs: ATTEMPT_MS,
    repeatsChanges: false,
    advice,
  };
  const client = apiClient({ ...options, bearer: staffBearer(access, 'ops') });
  // Here 503 is an answer, not a reason to ask again.
  const anonymous = apiClient({ ...options, patienceMs: 0 });

  const reportAs = async (date: string, accept: string): Promise<HttpAnswer | undefined> => {
    const call = { method: 'GET', path: `/admin/reports/${date}`, headers: { accept } };
    const answer = await client.expect([200, 404], call);
    return answer.status === 404 ? undefined : answer;
  };

  const deadLetter = (sequenceNumber: string) => `/admin/dead-letters/${encodeURIComponent(sequenceNumber)}`;

  return {
    failing: async () => {
      const call = { method: 'GET', path: '/health/ready' };
      const answer = await anonymous.send(call);
      if (answer.status === 200) return [];
      // Whatever is wrong with Hearth, it has this route.
      if (answer.status === 404) throw notHearthFailure(api);
      const { errors = [] } = parseProblem(answer);
      if (answer.status !== 503 || errors.length === 0) throw anonymous.toFailure(answer, call);
      return errors.map(({ pointer }) => pointer);
    },
    deadLetters: (limit, onPage) =>
      listAll(client, '/admin/dead-letters', shapes.deadLetter, { limit, ...(onPage && { onPage }) }),
    orders: (filter, limit) => listAll(client, '/admin/orders', shapes.order, { query: queryOf(filter), limit }),
    fullOrders: (filter, limit) =>
      listAll(client, '/admin/orders', shapes.fullOrder, { query: queryOf(filter), limit }),
    productsWithImage: (image, limit) =>
      listAll(client, '/products', shapes.product, { query: { active: 'all', image }, limit }),
    order: async (order) =>
      client.read(shapes.fullOrder, {
        method: 'GET',
        path: `/orders/${encodeURIComponent(await findOrderId(client, order))}`,
      }),
    replay: (sequenceNumber) =>
      client.read(shapes.replayed, { method: 'POST', path: `${deadLetter(sequenceNumber)}/replay` }, 202),
    replaySome: () => client.read(shapes.replayedAll, { method: 'POST', path: '/admin/dead-letters/replay' }, 202),
    discard: async (sequenceNumber, reason) => {
      const path = `${deadLetter(sequenceNumber)}?${new URLSearchParams({ reason })}`;
      await client.expect([204], { method: 'DELETE', path });
    },
    retry: async (order) => {
      const path = `/orders/${encodeURIComponent(await findOrderId(client, order))}/retry`;
      return client.read(shapes.order, { method: 'POST', path }, 202);
    },
    audit: (filter, limit) => listAll(client, '/admin/audit', shapes.auditEntry, { query: queryOf(filter), limit }),
    report: async (date) => {
      const answer = await reportAs(date, 'application/json');
      return answer && readAnswer(shapes.report, answer, `GET /admin/reports/${date}`);
    },
    reportCsv: async (date) => (await reportAs(date, 'text/csv'))?.bytes,
    jobs: async () => {
      const answer = await client.expect([200], { method: 'GET', path: '/admin/jobs' });
      const time = Date.parse(answer.headers.get('date') ?? '');
      const { items } = readAnswer(jobShapes.jobs, answer, 'GET /admin/jobs');
      return { items, time: Number.isNaN(time) ? Date.now() : time };
    },
    webhooks: webhooksClient(client),
  };
};
