import type { ShopEvent } from '../../domain/event.ts';

export type EventTopic = {
  /**
   * Each event becomes one CloudEvents 1.0 message, with a message id that was never used before:
   * the broker must not drop an event that is sent again. Resolves once the broker has them all. If
   * it rejects, it may have none, some or all.
   */
  publish(events: readonly ShopEvent[]): Promise<void>;
};
