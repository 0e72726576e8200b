export const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';

/**
 * libvips gives only text, and joins the errors of all threads. A fault of the machine among them
 * outweighs what the decoder says.
 */
const KNOWN_FAULTS =
  /out of memory|insufficient memory|unable to allocate|cannot allocate|allocation failed|too many open files|unable to create thread|temporarily unavailable|no space left|input\/output error|timeout|\bE(AGAIN|CONN\w+|IO|MFILE|NFILE|NOMEM|NOSPC|PIPE)\b/i;

/**
 * Whether decoding may succeed next time. All else is the file's fault: no try would decode it. A
 * mistake in our own code is none of either, and must not be blamed on the file.
 */
export const isMachineFault = (error: unknown): boolean =>
  KNOWN_FAULTS.test(messageOf(error)) || error instanceof TypeError || error instanceof ReferenceError;
