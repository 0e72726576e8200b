/** The message of an error, or the text of whatever else was thrown. */
export const errorMessage = (error: unknown): string => {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
};

/** Only the first line: Azure's clients add lines with a request id and a time. */
export const errorSummary = (error: unknown): string => errorMessage(error).split('\n', 1)[0] ?? '';

/** With the stack, if there is one. */
export const errorStack = (error: unknown): string => {
  if (typeof error === 'object' && error !== null && 'stack' in error) return String(error.stack);
  return errorMessage(error);
};
