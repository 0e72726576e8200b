import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { errorMessage } from '../error-message.ts';

/** One call of a webhook. `problem`: why it is not genuine. */
export type Received = {
  at: string;
  path: string;
  id: string | undefined;
  problem: string | undefined;
  answered: number;
  body: string;
};

export type Answer = 200 | 410 | 500;

type Place = { secret: string | undefined; answers: Answer };

export type Receiver = {
  /** A new path to receive at. Calls are refused until it has a secret. */
  open: () => { path: string; setSecret: (secret: string) => void; close: () => void };
  /** Checks a call and keeps it; gives the status to answer with. */
  receive: (path: string, headers: IncomingHttpHeaders, body: string) => number;
  setAnswer: (path: string, answer: Answer) => boolean;
  owns: (url: string) => boolean;
  answersOf: (url: string) => Answer | undefined;
  /** The newest first. */
  received: () => readonly Received[];
};

const MAX_RECEIVED = 100;
const MAX_SHOWN = 8_192;
const PREFIX = '/receiver/';

const headerText = (headers: IncomingHttpHeaders, name: string): string => {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
};

const findFlaw = (secret: string | undefined, headers: IncomingHttpHeaders, body: string): string | undefined => {
  if (secret === undefined)
    return 'The console has no secret for this path, because it was restarted. Add the receiver again.';
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  const signed = Object.fromEntries(names.map((name) => [name, headerText(headers, name)]));
  try {
    new Webhook(secret).verify(body, signed);
    return undefined;
  } catch (error) {
    return errorMessage(error);
  }
};

/** A receiver of webhooks to point an endpoint at. Keeps the last 100 calls in memory. */
export const createReceiver = (): Receiver => {
  const places = new Map<string, Place>();
  const calls: Received[] = [];
  const find = (url: string): Place | undefined => {
    const { pathname } = new URL(url, 'http://127.0.0.1');
    return places.get(pathname);
  };

  return {
    open: () => {
      const path = `${PREFIX}${randomBytes(8).toString('hex')}`;
      const place: Place = { secret: undefined, answers: 200 };
      places.set(path, place);
      return {
        path,
        setSecret: (secret) => {
          place.secret = secret;
        },
        close: () => void places.delete(path),
      };
    },
    receive: (path, headers, body) => {
      const place = places.get(path);
      const problem = findFlaw(place?.secret, headers, body);
      const answered = problem === undefined ? (place?.answers ?? 404) : 401;
      const id = headerText(headers, 'webhook-id') || undefined;
      calls.unshift({ at: new Date().toISOString(), path, id, problem, answered, body: body.slice(0, MAX_SHOWN) });
      calls.length = Math.min(calls.length, MAX_RECEIVED);
      return answered;
    },
    setAnswer: (path, answer) => {
      const place = places.get(path);
      if (place !== undefined) place.answers = answer;
      return place !== undefined;
    },
    owns: (url) => find(url) !== undefined,
    answersOf: (url) => find(url)?.answers,
    received: () => calls,
  };
};
