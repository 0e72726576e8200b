import { isNotFound } from '../ask-part.ts';

/** For a `catch`: says `text` if what was asked for does not exist. */
export const explainMissing =
  (text: string) =>
  (error: unknown): never => {
    throw isNotFound(error) ? new Error(text) : error;
  };
