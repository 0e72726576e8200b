import type { OrderAnswer } from './api-answers.ts';
import { type BookFindings, type Books, isBalanced } from './check-books.ts';
import type { PlacedOrder, Placement } from './place-orders.ts';
import type { Catalogue } from './put-catalogue.ts';
import type { ReplayFile } from './replay-file.ts';
import { measureSettlingMs, type ReplaySummary, toPercentiles } from './summary.ts';

export type ReplayRun = {
  file: ReplayFile;
  catalogue: Catalogue;
  placing: Placement;
  open: readonly OrderAnswer[];
  books: Books;
  findings: BookFindings;
  seconds: { placing: number; total: number };
};

/**
 * Whether this run created the order. If a repeated request was answered from the store, its first
 * answer is taken to have been lost.
 */
const isFromThisRun = ({ replayed, attempts }: PlacedOrder): boolean => !replayed || attempts > 1;

/** The figures and findings of a run. */
export const summarize = ({ file, catalogue, placing, open, books, findings, seconds }: ReplayRun): ReplaySummary => {
  const { placed, failed } = placing;
  const stored = new Map([...books.lists.values()].flat().map((order) => [order.id, order]));
  const numbers = new Map(placed.map(({ id, order }) => [id, order.number]));
  const outcomes = placed.map(({ id, order: { number, customer } }) => {
    return { number, customer, id, status: stored.get(id)?.status ?? ('missing' as const) };
  });
  const count = (status: string): number => outcomes.filter((outcome) => outcome.status === status).length;
  const confirmed = count('confirmed');
  const rejected = count('rejected');
  const replayed = placed.filter((order) => order.replayed);
  const settling = placed.filter(isFromThisRun).flatMap(({ id }) => {
    const order = stored.get(id);
    return (order && measureSettlingMs(order)) ?? [];
  });
  return {
    ok: failed.length === 0 && open.length === 0 && isBalanced(findings),
    products: { total: file.products.length, created: catalogue.created, existing: catalogue.existing },
    orders: {
      total: file.orders.length,
      created: placed.length - replayed.length,
      replayed: replayed.length,
      replayedAfterRetry: replayed.filter(isFromThisRun).length,
      failed: failed.length,
      confirmed,
      rejected,
      other: outcomes.length - confirmed - rejected,
      elsewhere: findings.elsewhere,
    },
    placing: toPercentiles(placed.map(({ milliseconds }) => milliseconds)),
    settling: toPercentiles(settling),
    seconds,
    ordersPerSecond: seconds.placing > 0 ? placed.length / seconds.placing : 0,
    outcomes,
    problems: {
      products: findings.products,
      orders: findings.orders,
      failed: failed.map(({ order: { number, customer }, reason }) => ({ number, customer, reason })),
      unsettled: open.map(({ id, status, due, attention }) => ({
        number: numbers.get(id) ?? '',
        id,
        status,
        due: due ?? '',
        ...(attention && { attention: attention.reason }),
      })),
    },
  };
};
