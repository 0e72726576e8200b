/** The name and message of an error, or the text of whatever else was thrown. */
export const describeError = (error: unknown): string => String(error);
