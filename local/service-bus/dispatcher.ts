import { type Message, type Queue, type ReceiveMode, type Storable, take } from './queue.ts';

/** A receiver that takes messages as they come. */
type Consumer<C> = {
  readonly mode: ReceiveMode;
  /** How many messages it can take now. */
  room(): number;
  deliver(message: Message<C>): void;
};

export type Dispatcher<C> = {
  /** Returns a function that detaches the consumer. */
  attach(consumer: Consumer<C>): () => void;
  /** Hands out available messages, in turn, to consumers that have room. */
  pump(): void;
};

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

  /** Whether a message was delivered. */
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
    // A delivery may make messages available again. The running loop sees them.
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
