import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { requireHearth } from '../client/api-client.ts';
import { type Progress, silentProgress } from '../client/progress.ts';
import { requestToken } from '../client/tokens.ts';
import { unreadableFile } from '../client/unreadable-file.ts';
import { awaitSettled, settleOne } from './await-settled.ts';
import { type BookFindings, type Books, checkBooks, isBalanced } from './check-books.ts';
import { type Placement, placeOrders } from './place-orders.ts';
import { type Catalogue, putCatalogue } from './put-catalogue.ts';
import { readBooks } from './read-books.ts';
import { type ReplayClient, replayClient } from './replay-client.ts';
import { parseReplayFile, type ReplayFile } from './replay-file.ts';
import { type ReplayOptions, replayDefaults } from './replay-options.ts';
import { summarize } from './summarize.ts';
import type { ReplaySummary } from './summary.ts';

type Settings = Required<ReplayOptions>;

const readText = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadableFile(file, error);
  });

const MAX_CHECKS = 3;
const RECHECK_MS = 1_000;

/** Checks again before it reports: a list may lag for a moment, but an error in the books stays. */
const checkUntilBalanced = async (read: () => Promise<Books>): Promise<{ books: Books; findings: BookFindings }> => {
  for (let look = 1; ; look++) {
    const books = await read();
    const findings = checkBooks(books);
    if (isBalanced(findings) || look === MAX_CHECKS) return { books, findings };
    await delay(RECHECK_MS);
  }
};

const runPhase = async <T>(progress: Progress, name: string, total: number, work: () => Promise<T>): Promise<T> => {
  progress.begin(name, total);
  try {
    return await work();
  } finally {
    progress.end();
  }
};

const putProducts = (client: ReplayClient, file: ReplayFile, settings: Settings): Promise<Catalogue> => {
  const { concurrency, stock: mode, progress } = settings;
  let done = 0;
  const deps = { client, concurrency, mode, onProduct: () => progress.at(++done) };
  return runPhase(progress, 'putting products', file.products.length, () => putCatalogue(file, deps));
};

const placeAll = (client: ReplayClient, { orders }: ReplayFile, settings: Settings): Promise<Placement> => {
  const { concurrency, settleTimeoutSeconds, progress } = settings;
  let done = 0;
  const settle = (id: string) => settleOne(client, id, settleTimeoutSeconds * 1000);
  const deps = { client, concurrency, settle, onOrder: () => progress.at(++done) };
  return runPhase(progress, 'placing orders', orders.length, () => placeOrders(orders, deps));
};

const settleAll = (client: ReplayClient, { placed }: Placement, { settleTimeoutSeconds, progress }: Settings) => {
  const ids = new Set(placed.map(({ id }) => id));
  const limits = { timeoutMs: settleTimeoutSeconds * 1000, onSettled: progress.at };
  return runPhase(progress, 'settling orders', ids.size, () => awaitSettled(client, ids, limits));
};

const replayWith = async (
  client: ReplayClient,
  file: ReplayFile,
  settings: Settings,
  begun: number,
): Promise<ReplaySummary> => {
  const catalogue = await putProducts(client, file, settings);
  const placingBegun = performance.now();
  const placing = await placeAll(client, file, settings);
  const placingSeconds = (performance.now() - placingBegun) / 1000;
  const open = await settleAll(client, placing, settings);
  const { books, findings } = await checkUntilBalanced(async () => ({
    ...(await readBooks(client, file, settings.concurrency)),
    placed: placing.placed,
    received: catalogue.received,
  }));
  const seconds = { placing: placingSeconds, total: (performance.now() - begun) / 1000 };
  return summarize({ file, catalogue, placing, open, books, findings, seconds });
};

/**
 * Replays a file of products and orders against a running Hearth and checks the stock against the
 * orders. Orders that fail are part of the summary. Throws a Failure if the file, Hearth or the
 * token issuer cannot be read at the start, or the catalogue or the stock later. Sends nothing more
 * after that.
 */
export const replay = async (options: ReplayOptions): Promise<ReplaySummary> => {
  const settings: Settings = { ...replayDefaults, progress: silentProgress, ...options };
  const { api, issuer, audience, deadlineSeconds } = settings;
  const begun = performance.now();
  const file = parseReplayFile(await readText(settings.file));
  await requireHearth({ api });
  // Fails soon if there is no issuer. Later calls are more patient.
  await requestToken({ issuer, sub: 'replay' });
  const stop = new AbortController();
  const client = replayClient({ api, issuer, audience, patienceMs: deadlineSeconds * 1000, signal: stop.signal });
  try {
    return await replayWith(client, file, settings, begun);
  } finally {
    // After a failure, other requests may still be in flight or about to be repeated.
    stop.abort();
  }
};
