import { setTimeout as pause } from 'node:timers/promises';
import { errorMessage } from '../error-message.ts';

/** Something that pages show and that changes. */
export type Topic = {
  read: (signal: AbortSignal) => Promise<unknown>;
  /** The longest time from one read to the next while somebody looks. */
  everyMs: number;
  /** The shortest, however much happens. If it is the longer one, it counts. */
  restMs: number;
};

/** The JSON of a value, or why it could not be read; then the last value is out of date. */
export type Update = { topic: string; json: string; failed: boolean };

type Listener = (update: Update) => void;
type Poller = { listeners: Set<Listener>; last: Update | undefined; wake: () => void; stop: () => void };

export type LiveHub = {
  /** Tells `listener` what is known, then every change. Undefined: there is no such topic. */
  subscribe: (name: string, listener: Listener) => (() => void) | undefined;
  /** Something has happened: reads every topic that somebody looks at again, soon. */
  wake: () => void;
  stop: () => void;
};

const FIRST_REST_MS = 500;
const MAX_REST_MS = 4_000;

const readUpdate = async (name: string, topic: Topic, signal: AbortSignal): Promise<Update> => {
  try {
    return { topic: name, json: JSON.stringify({ topic: name, value: await topic.read(signal) }), failed: false };
  } catch (error) {
    return { topic: name, json: JSON.stringify({ topic: name, problem: errorMessage(error) }), failed: true };
  }
};

/** Grows with failures in a row, so that what is down is not asked at every change. */
const restAfter = ({ restMs }: Topic, failures: number): number =>
  failures === 0 ? restMs : Math.max(restMs, Math.min(MAX_REST_MS, FIRST_REST_MS * 2 ** (failures - 1)));

type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** Until `signal` at most. */
const waitFor: Wait = (ms, signal) => pause(ms, undefined, { signal }).catch(() => {});

const startPoller = (name: string, topic: Topic, wait: Wait): Poller => {
  const ended = new AbortController();
  let woken = new AbortController();
  const poller: Poller = {
    listeners: new Set(),
    last: undefined,
    wake: () => woken.abort(),
    stop: () => {
      ended.abort();
      woken.abort();
    },
  };
  const poll = async (): Promise<void> => {
    let failures = 0;
    while (!ended.signal.aborted) {
      woken = new AbortController();
      const update = await readUpdate(name, topic, ended.signal);
      if (ended.signal.aborted) return;
      if (update.json !== poller.last?.json) {
        poller.last = update;
        for (const listener of poller.listeners) listener(update);
      }
      failures = update.failed ? failures + 1 : 0;
      const restMs = restAfter(topic, failures);
      await wait(Math.max(0, topic.everyMs - restMs), woken.signal);
      // After the news, so that what happens at the same time is read once.
      await wait(restMs, ended.signal);
    }
  };
  void poll();
  return poller;
};

/** Calls `onNews` when something has happened, until `signal`. */
export type FollowNews = (onNews: () => void, signal: AbortSignal) => void;

/** Reads each topic once for all who look at it, and not at all while nobody does. */
export const createLiveHub = (
  findTopic: (name: string) => Topic | undefined,
  followNews: FollowNews = () => {},
  wait = waitFor,
): LiveHub => {
  const pollers = new Map<string, Poller>();
  let following: AbortController | undefined;

  const wake = (): void => {
    for (const poller of pollers.values()) poller.wake();
  };

  const followWhileWatched = (): void => {
    if (pollers.size === 0) {
      following?.abort();
      following = undefined;
    } else if (following === undefined) {
      following = new AbortController();
      followNews(wake, following.signal);
    }
  };

  const subscribe: LiveHub['subscribe'] = (name, listener) => {
    const topic = findTopic(name);
    if (topic === undefined) return undefined;
    const poller = pollers.get(name) ?? startPoller(name, topic, wait);
    pollers.set(name, poller);
    poller.listeners.add(listener);
    followWhileWatched();
    if (poller.last !== undefined) listener(poller.last);
    return () => {
      poller.listeners.delete(listener);
      if (poller.listeners.size > 0 || pollers.get(name) !== poller) return;
      poller.stop();
      pollers.delete(name);
      followWhileWatched();
    };
  };

  return {
    subscribe,
    wake,
    stop: () => {
      for (const poller of pollers.values()) poller.stop();
      pollers.clear();
      followWhileWatched();
    },
  };
};
