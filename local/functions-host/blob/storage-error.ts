const fieldsOf = (error: unknown): { statusCode?: unknown; code?: unknown } =>
  typeof error === 'object' && error !== null ? error : {};

/** The HTTP status of an error that the SDK threw; undefined if there was no answer. */
export const statusOf = (error: unknown): number | undefined => {
  const { statusCode } = fieldsOf(error);
  return typeof statusCode === 'number' ? statusCode : undefined;
};

export const isOneOf = (error: unknown, ...statuses: readonly number[]): boolean => {
  const status = statusOf(error);
  return status !== undefined && statuses.includes(status);
};

/** Whether Storage is down or throttling. Node's ERR_... codes are our mistakes, not outages. */
export const isAway = (error: unknown): boolean => {
  const status = statusOf(error);
  if (status !== undefined) return status === 408 || status === 429 || status >= 500;
  const { code } = fieldsOf(error);
  return typeof code === 'string' && !code.startsWith('ERR_');
};
