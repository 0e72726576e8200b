const fieldsOf = (error: unknown): { statusCode?: unknown; code?: unknown } =>
  typeof error === 'object' && error !== null ? error : {};

/** The HTTP status of an answer that the client threw; undefined where there was no answer. */
export const statusOf = (error: unknown): number | undefined => {
  const { statusCode } = fieldsOf(error);
  return typeof statusCode === 'number' ? statusCode : undefined;
};

export const isOneOf = (error: unknown, ...statuses: readonly number[]): boolean => {
  const status = statusOf(error);
  return status !== undefined && statuses.includes(status);
};
