import type { OrderId } from '../../domain/order-id.ts';
import type { Origin } from '../../domain/origin.ts';

export type OrderMessage = {
  orderId: OrderId;
  /** The broker drops ids that it has seen recently. That only saves work; nothing relies on it. */
  messageId: string;
  /** Shared by all copies of one message: the id of the chain of attempts. */
  rootId: string;
  /** From 0, as in messages that older versions sent. Logs and answers count from 1. */
  attempt: number;
  session?: string | undefined;
  /** The request and trace that led to it. If absent, those of the current invocation. */
  origin?: Origin | undefined;
};

export type OrderQueue = {
  /** Resolves once the broker has all messages. If it rejects, it may have none, some or all. */
  send(messages: readonly OrderMessage[], options?: { signal?: AbortSignal }): Promise<void>;
  /** Hands the message to the broker now, to be delivered at `at`. */
  schedule(message: OrderMessage, at: Date): Promise<void>;
};
