import type { OrderAnswer } from './api-answers.ts';
import type { OrderFinding, ProductFinding } from './check-books.ts';

/** Milliseconds; null if nothing was measured. */
export type Percentiles = { p50: number | null; p95: number | null; count: number };

/** Nearest rank: always one of the values. */
export const percentile = (values: readonly number[], percent: number): number | undefined => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
};

export const toPercentiles = (values: readonly number[]): Percentiles => ({
  p50: percentile(values, 50) ?? null,
  p95: percentile(values, 95) ?? null,
  count: values.length,
});

/** From placed to confirmed or rejected, by the server's times; undefined if it is neither. */
export const measureSettlingMs = ({ placedAt, confirmedAt, rejectedAt }: OrderAnswer): number | undefined => {
  const decidedAt = confirmedAt ?? rejectedAt;
  return decidedAt === undefined ? undefined : Date.parse(decidedAt) - Date.parse(placedAt);
};

type OrderOutcome = { number: string; customer: string; id: string; status: OrderAnswer['status'] | 'missing' };

export type ReplaySummary = {
  ok: boolean;
  products: { total: number; created: number; existing: number };
  orders: {
    total: number;
    created: number;
    /** Answered with Idempotency-Replayed. */
    replayed: number;
    /** The replayed orders whose first answer got lost in this run. */
    replayedAfterRetry: number;
    /** Not answered 201. */
    failed: number;
    confirmed: number;
    rejected: number;
    /** Cancelled, shipped, still placed or missing. */
    other: number;
    /** In the lists of the customers, but not from the file. */
    elsewhere: number;
  };
  /** Retries included. */
  placing: Percentiles;
  /** Of the orders that this run created: from placedAt to confirmedAt or rejectedAt. */
  settling: Percentiles;
  seconds: { placing: number; total: number };
  /** Orders answered 201 per second of placing. */
  ordersPerSecond: number;
  outcomes: readonly OrderOutcome[];
  problems: {
    products: readonly ProductFinding[];
    orders: readonly OrderFinding[];
    failed: readonly { number: string; customer: string; reason: string }[];
    unsettled: readonly { number: string; id: string; status: string; due: string; attention?: string }[];
  };
};
