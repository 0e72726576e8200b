/** An error that its reader can fix. Only its message is shown, without a stack. */
export const userError = (message: string): Error => Object.assign(new Error(message), { name: 'UserError' });

export const isUserError = (error: unknown): error is Error =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === 'UserError';

const formatList = (problems: readonly string[]): string => problems.map((problem) => `  - ${problem}`).join('\n');

/** Throws one user error that lists every problem. */
export const throwIfAny = (problems: readonly string[], headline: string): void => {
  if (problems.length > 0) throw userError(`${headline}\n${formatList(problems)}`);
};
