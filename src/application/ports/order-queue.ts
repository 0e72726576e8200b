export type OrderMessage = {
  orderId: string;
  /**
   * Only saves work: the broker drops ids that it has seen within its window. Correctness never
   * depends on it.
   */
  messageId: string;
  /** Shared by all copies of one message: the id of the chain of attempts. */
  rootId: string;
  /** 0 for the first try. */
  attempt: number;
  session?: string;
};

export type OrderQueue = {
  /**
   * Resolves once the broker has taken every message. If it rejects, none, some or all may have
   * been taken.
   */
  send(messages: readonly OrderMessage[], options?: { signal?: AbortSignal }): Promise<void>;
  /** Hands the message to the broker now, to be delivered at `at`. */
  schedule(message: OrderMessage, at: Date): Promise<void>;
};
