/** A member of whatever was thrown; undefined if it has none of this name. */
const memberOfError = (error: unknown, name: 'statusCode' | 'code'): unknown =>
  typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;

/** The HTTP status of an error that the SDK threw; undefined if there was no answer. */
const statusOf = (error: unknown): number | undefined => {
  const statusCode = memberOfError(error, 'statusCode');
  return typeof statusCode === 'number' ? statusCode : undefined;
};

export const hasStatus = (error: unknown, ...statuses: readonly number[]): boolean => {
  const status = statusOf(error);
  return status !== undefined && statuses.includes(status);
};

/** Whether Storage is down or throttling. Node's ERR_... codes are our mistakes, not outages. */
export const isUnavailable = (error: unknown): boolean => {
  const status = statusOf(error);
  if (status !== undefined) return status === 408 || status === 429 || status >= 500;
  const code = memberOfError(error, 'code');
  return typeof code === 'string' && !code.startsWith('ERR_');
};
