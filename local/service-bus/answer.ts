import { notImplemented } from './failures.ts';
import type { AmqpFailure } from './rhea-types.ts';

/** The answer to a request to $management. */
export type Answer =
  | { status: 200 | 204; body: Buffer }
  | { status: 400 | 404 | 409 | 410 | 501 | 503; failure: AmqpFailure };

export const ok = (body: Buffer): Answer => ({ status: 200, body });

/** `what` is not implemented. */
export const refuse = (what: string): Answer => ({ status: 501, failure: notImplemented(what) });
