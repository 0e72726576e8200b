import type { CallOutcome } from '../../domain/delivery.ts';

export type WebhookCall = { url: string; headers: Readonly<Record<string, string>>; body: string };

export type WebhookClient = {
  /**
   * One POST, which never takes longer than 15 s. Connects only to a public address that was
   * checked for this call, follows no redirect, and reads at most 1 KiB of the answer. What goes
   * wrong is an outcome, not an error. `retryAfterMs`: what the receiver asked for, if it did.
   */
  post(call: WebhookCall): Promise<CallOutcome & { ms: number; retryAfterMs?: number }>;
};
