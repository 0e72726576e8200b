/** One meaning for all commands. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  busy: 4,
  attention: 5,
  notAllowed: 6,
  unreachable: 7,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeHelp = `
Exit codes:
  0  done
  1  failed
  2  wrong or missing arguments, settings or files
  3  there is no such message, order, report, webhook or job
  4  busy or unavailable: try again
  5  something needs an operator
  6  not allowed: the token, its role or a key is missing or wrong
  7  Hearth does not answer at this address`;
