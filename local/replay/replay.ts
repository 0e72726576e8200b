import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { awaitSettled, settleOne } from './await-settled.ts';
import { type BookFindings, type Books, checkBooks, isBalanced } from './check-books.ts';
import { type PlacedOrder, type Placing, placeOrders } from './place-orders.ts';
import { silentProgress } from './progress.ts';
import { type Catalogue, putCatalogue } from './put-catalogue.ts';
import { readBooks } from './read-books.ts';
import { type ReplayClient, replayClient } from './replay-client.ts';
import { parseReplayFile, type ReplayFile } from './replay-file.ts';
import { type ReplayOptions, replayDefaults } from './replay-options.ts';
import { requireHost } from './require-host.ts';
import { summarize } from './summarize.ts';
import type { ReplaySummary } from './summary.ts';
import { tokenSource } from './token-source.ts';

type Settings = Required<ReplayOptions>;

const CHECKS = 3;
const RECHECK_MS = 1_000;

/** Looks again before it reports anything: a list may lag behind for a moment, an error in the books stays. */
const examine = async (read: () => Promise<Books>): Promise<{ books: Books; findings: BookFindings }> => {
  for (let look = 1; ; look++) {
    const books = await read();
    const findings = checkBooks(books);
    if (isBalanced(findings) || look === CHECKS) return { books, findings };
    await delay(RECHECK_MS);
  }
};

const placeAll = async (client: ReplayClient, { orders }: ReplayFile, settings: Settings): Promise<Placing> => {
  const { concurrency, settleTimeoutSeconds, progress } = settings;
  let done = 0;
  progress.begin('placing orders', orders.length);
  const placing = await placeOrders(orders, {
    client,
    concurrency,
    settle: (id) => settleOne(client, id, settleTimeoutSeconds * 1000),
    onOrder: () => progress.at(++done),
  });
  progress.end();
  return placing;
};

const stockCatalogue = async (client: ReplayClient, file: ReplayFile, settings: Settings): Promise<Catalogue> => {
  const { concurrency, stock: mode, progress } = settings;
  let done = 0;
  progress.begin('putting products', file.products.length);
  const catalogue = await putCatalogue(file, { client, concurrency, mode, onProduct: () => progress.at(++done) });
  progress.end();
  return catalogue;
};

const settleAll = async (client: ReplayClient, placed: readonly PlacedOrder[], settings: Settings) => {
  const { settleTimeoutSeconds, progress } = settings;
  progress.begin('settling orders', placed.length);
  const open = await awaitSettled(client, new Set(placed.map(({ id }) => id)), {
    timeoutMs: settleTimeoutSeconds * 1000,
    onSettled: (settled) => progress.at(settled),
  });
  progress.end();
  return open;
};

/**
 * Replays a file of products and orders against a running Hearth and checks the stock books against the orders.
 * Throws InvalidReplayFile, HostSilent before anything is written, and GaveUp or Refused when the catalogue or the books cannot be
 * written or read; orders that fail are part of the summary.
 */
export const replay = async (options: ReplayOptions): Promise<ReplaySummary> => {
  const settings: Settings = { ...replayDefaults, progress: silentProgress, ...options };
  const { url, issuer, audience, concurrency, deadlineSeconds } = settings;
  const begun = performance.now();
  const file = parseReplayFile(await readFile(settings.file, 'utf8'));
  await requireHost({ url, issuer });
  const patienceMs = deadlineSeconds * 1000;
  const client = replayClient({ url, patienceMs, tokens: tokenSource({ issuer, audience, patienceMs }) });

  const catalogue = await stockCatalogue(client, file, settings);
  const placingBegun = performance.now();
  const placing = await placeAll(client, file, settings);
  const placingSeconds = (performance.now() - placingBegun) / 1000;
  const open = await settleAll(client, placing.placed, settings);
  const { books, findings } = await examine(async () => ({
    ...(await readBooks(client, file, concurrency)),
    placed: placing.placed,
    received: catalogue.received,
  }));
  const seconds = { placing: placingSeconds, total: (performance.now() - begun) / 1000 };
  return summarize({ file, catalogue, placing, open, books, findings, seconds });
};
