import { laptop } from '../client/laptop.ts';
import type { Progress } from '../client/progress.ts';
import type { StockMode } from './put-catalogue.ts';

export type ReplayOptions = {
  /** Path of the file. */
  file: string;
  /** With its path: http://127.0.0.1:7071/api/v1 */
  api?: string;
  issuer?: string;
  audience?: string;
  /** With 1, each order is settled before the next is placed, as in a sequential simulation. */
  concurrency?: number;
  stock?: StockMode;
  /** For one request, retries included. */
  deadlineSeconds?: number;
  settleTimeoutSeconds?: number;
  progress?: Progress;
};

export const replayDefaults = {
  api: laptop.api,
  issuer: laptop.issuer,
  audience: laptop.audience,
  concurrency: 16,
  stock: 'file',
  deadlineSeconds: 120,
  settleTimeoutSeconds: 600,
} as const satisfies Omit<Required<ReplayOptions>, 'file' | 'progress'>;
