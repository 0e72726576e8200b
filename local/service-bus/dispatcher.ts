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

  const indexWithRoom = (): number | undefined => {
    for (let step = 0; step < consumers.length; step += 1) {
      const index = (turn + step) % consumers.length;
      if ((consumers[index]?.room() ?? 0) > 0) return index;
    }
    return undefined;
  };

  /** Whether a message went to somebody. */
  const deliverNext = (): boolean => {
    const index = indexWithRoom();
    const consumer = index === undefined ? undefined : consumers[index];
    const message = consumer && take(queue, consumer.mode);
    if (index === undefined || !message) return false;
    turn = index + 1;
    consumer.deliver(message);
    return true;
  };

  const pump = (): void => {
    // Delivering may make messages available again: the loop that runs already sees them.
    if (isPumping) return;
    isPumping = true;
    try {
      while (deliverNext()) {}
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
