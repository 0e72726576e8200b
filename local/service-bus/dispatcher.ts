import { type Message, type Queue, type ReceiveMode, type Storable, take } from './queue.ts';

/** A receiver that takes messages as they come. */
export interface Consumer<C> {
  readonly mode: ReceiveMode;
  /** How many messages can leave now. */
  room(): number;
  deliver(message: Message<C>): void;
}

export interface Dispatcher<C> {
  /** Returns how to take the consumer off again. */
  attach(consumer: Consumer<C>): () => void;
  /** Hands out what is there, in turns, to whoever has room. */
  pump(): void;
}

/** Takes over the queue's `onAvailable`. */
export const createDispatcher = <C extends Storable>(queue: Queue<C>): Dispatcher<C> => {
  const consumers: Consumer<C>[] = [];
  let turn = 0;
  let isPumping = false;

  const nextWithRoom = (): Consumer<C> | undefined => {
    for (let step = 0; step < consumers.length; step += 1) {
      const consumer = consumers[(turn + step) % consumers.length];
      if (consumer && consumer.room() > 0) {
        turn = (turn + step + 1) % consumers.length;
        return consumer;
      }
    }
    return undefined;
  };

  const pump = (): void => {
    // Delivering may make messages available again: the loop that runs already sees them.
    if (isPumping) return;
    isPumping = true;
    try {
      for (let consumer = nextWithRoom(); consumer; consumer = nextWithRoom()) {
        const message = take(queue, consumer.mode);
        if (!message) break;
        consumer.deliver(message);
      }
    } finally {
      isPumping = false;
    }
  };

  queue.onAvailable = pump;
  return {
    pump,
    attach(consumer) {
      consumers.push(consumer);
      return () => {
        const index = consumers.indexOf(consumer);
        if (index >= 0) consumers.splice(index, 1);
      };
    },
  };
};
