export const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';

/**
 * libvips reports errors only as text, and joins those of all threads. A fault of the machine among
 * them outweighs what the decoder says.
 */
const KNOWN_FAULTS =
  /out of memory|insufficient memory|unable to allocate|cannot allocate|allocation failed|too many open files|unable to create thread|temporarily unavailable|no space left|input\/output error|timeout|\bE(AGAIN|CONN\w+|IO|MFILE|NFILE|NOMEM|NOSPC|PIPE)\b/i;

/**
 * Whether decoding may succeed next time. Any other error is the file's fault: no retry could
 * decode it. Bugs in our own code are not blamed on the file either.
 */
export const isMachineFault = (error: unknown): boolean =>
  KNOWN_FAULTS.test(messageOf(error)) || error instanceof TypeError || error instanceof ReferenceError;
