import { useEffect, useState } from 'preact/hooks';
import type { DeadLetters } from '../topics/read-dead-letters.ts';
import type { OrderStory } from '../topics/read-order-story.ts';
import type { NewestOrders, Orders } from '../topics/read-orders.ts';
import type { OneProduct, Products } from '../topics/read-products.ts';
import type { Status } from '../topics/read-status.ts';
import type { Timers } from '../topics/read-timers.ts';
import type { Trace, Traces } from '../topics/read-traces.ts';
import type { Webhooks } from '../topics/read-webhooks.ts';

/** What the console's server sends of each topic. */
export type Topics = {
  status: Status;
  orders: Orders;
  'newest-orders': NewestOrders;
  'dead-letters': DeadLetters;
  products: Products;
  timers: Timers;
  webhooks: Webhooks;
  order: OrderStory;
  product: OneProduct;
  traces: Traces;
  trace: Trace;
};

/** `problem`: why `value` is out of date, or absent. */
export type Live<T> = { value: T | undefined; problem: string | undefined };

type Update = { topic: string; value?: unknown; problem?: string };

const noAnswer = 'The console does not answer. Is npm start still running?';

/** Follows topics while `listener` is there and the page can be seen. Gives how to end that. */
export const followTopics = (
  topics: readonly string[],
  listener: (update: Update) => void,
  onConnection: (isOpen: boolean) => void,
): (() => void) => {
  let source: EventSource | undefined;
  const close = (): void => {
    source?.close();
    source = undefined;
  };
  const open = (): void => {
    source = new EventSource(`/console/live?${new URLSearchParams(topics.map((topic) => ['topic', topic]))}`);
    source.onopen = () => onConnection(true);
    source.onerror = () => onConnection(false);
    source.onmessage = ({ data }) => {
      const update: Update = JSON.parse(String(data));
      listener(update);
    };
  };
  // A browser has six connections to one address: pages that nobody sees take none.
  const onVisibility = (): void => {
    close();
    if (document.visibilityState === 'visible') open();
  };
  document.addEventListener('visibilitychange', onVisibility);
  open();
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    close();
  };
};

type Values = { [Name in keyof Topics]?: Live<Topics[Name]> };

/** The newest values of `status` and of one more topic, by what they are. */
export const useLive = (topic: string): { values: Values; isConnected: boolean } => {
  const [values, setValues] = useState<Values>({});
  const [isConnected, setConnected] = useState(true);
  useEffect(() => {
    const topics = topic === '' ? ['status'] : ['status', topic];
    setValues(({ status }) => (status === undefined ? {} : { status }));
    return followTopics(
      topics,
      ({ topic: name, value, problem }) =>
        setValues((known) => {
          const [key = ''] = name.split('/');
          const old: Live<unknown> | undefined = Reflect.get(known, key);
          return { ...known, [key]: { value: problem === undefined ? value : old?.value, problem } };
        }),
      setConnected,
    );
  }, [topic]);
  return { values, isConnected };
};

export const connectionProblem = (isConnected: boolean): string | undefined => (isConnected ? undefined : noAnswer);
