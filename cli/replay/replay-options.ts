import { laptop } from '../client/laptop.ts';
import type { Progress } from '../client/progress.ts';
import type { StockMode } from './put-catalogue.ts';

export type ReplayOptions = {
  /** Path of the file. */
  file: string;
  url?: string;
  issuer?: string;
  audience?: string;
  /** With 1, each order is settled before the next is placed, so that the outcome is that of a sequential simulation. */
  concurrency?: number;
  stock?: StockMode;
  /** What one request may take, retries included. */
  deadlineSeconds?: number;
  settleTimeoutSeconds?: number;
  progress?: Progress;
};

export const replayDefaults = {
  url: laptop.host,
  issuer: laptop.issuer,
  audience: laptop.audience,
  concurrency: 16,
  stock: 'file',
  deadlineSeconds: 120,
  settleTimeoutSeconds: 600,
} as const satisfies Omit<Required<ReplayOptions>, 'file' | 'progress'>;
