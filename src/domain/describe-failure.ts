import { describeError } from './describe-error.ts';
import { Unavailable, UnexpectedAnswer } from './errors.ts';

/** What a log says of an error. `container`: of documents or blobs, or a queue or topic. */
export type Failure = {
  reason: string;
  service?: string;
  operation?: string | undefined;
  container?: string | undefined;
  status?: number | undefined;
};

/** Names the service that did not do its part, and what it was asked for, as far as it is known. */
export const describeFailure = (error: unknown): Failure => {
  const reason = describeError(error);
  if (!(error instanceof Unavailable || error instanceof UnexpectedAnswer)) return { reason };
  const { dependency: service, operation, container, status } = error;
  return { reason, service, operation, container, status };
};
