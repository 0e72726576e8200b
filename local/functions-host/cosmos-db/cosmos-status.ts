/** Whether the client threw because of an answer with one of these statuses. */
export const hasStatus = (error: unknown, ...statuses: readonly number[]): boolean => {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'number' && statuses.includes(code);
};
