/** What the exit code of a command says. */
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
  1  it failed
  2  it was called in a way that it does not know
  3  there is no such message, order, report or job
  4  busy or unavailable: try again
  5  something needs an operator: not ready, dead letters, orders that ask for attention, a warning
  6  not allowed: the token, its role or a key is missing or wrong
  7  nothing of Hearth answers there`;

export const environmentHelp = `
Environment:
  HEARTH_API         where the API is, instead of --api
  HEARTH_ISSUER      where the laptop issues tokens, instead of --issuer
  HEARTH_TOKEN       a token with the role admin; against a loopback address one is fetched from --issuer
  HEARTH_API_KEY     the gateway's subscription key, or the function key where there is no gateway
  HEARTH_HOST        where the functions host is, instead of --host (run)
  HEARTH_MASTER_KEY  the host's master key (run)`;

/** A failure that its reader can do something about. */
export class OpsError extends Error {
  readonly exitCode: ExitCode;
  /** Of the answer, where there was one. */
  readonly status: number | undefined;

  constructor(exitCode: ExitCode, message: string, status?: number) {
    super(message);
    this.name = 'OpsError';
    this.exitCode = exitCode;
    this.status = status;
  }
}
