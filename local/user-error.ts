/** An error that its reader can fix. Only its message is shown, without a stack. */
export const hostError = (message: string): Error => Object.assign(new Error(message), { name: 'HostError' });

export const isHostError = (error: unknown): error is Error =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === 'HostError';

const lines = (problems: readonly string[]): string => problems.map((problem) => `  - ${problem}`).join('\n');

/** Throws one error that names every problem. */
export const refuseIfAny = (problems: readonly string[], headline: string): void => {
  if (problems.length > 0) throw hostError(`${headline}\n${lines(problems)}`);
};

export const messageOf = (error: unknown): string => {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
};

export const stackOf = (error: unknown): string => {
  if (typeof error === 'object' && error !== null && 'stack' in error) return String(error.stack);
  return messageOf(error);
};
