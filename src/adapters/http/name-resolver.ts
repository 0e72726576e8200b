import { Resolver } from 'node:dns/promises';
import { isLocalhost } from '../../domain/webhook-url.ts';

/**
 * The addresses of a name. If one family has any, the other is left out unless it is answered half
 * a second later. Rejects if there are none, or once `signal` is aborted.
 */
export type ResolveName = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

const LOOPBACK = ['127.0.0.1', '::1'];

/** Leaves time, within the 5 s to connect, to ask the next DNS server if one is down. */
const ATTEMPT = { timeout: 1_500, tries: 2 };

/** Some servers never answer questions for IPv6. With an address of one family, waiting is over. */
const OTHER_FAMILY_MS = 500;

type Options = {
  /** DNS servers to ask instead of the system's, each with its port. */
  servers?: readonly string[];
};

/**
 * Asks DNS directly. Node's `lookup` would run in the thread pool, two names at a time at most: two
 * names whose servers hang would keep everything else from connecting.
 */
export const nameResolver =
  ({ servers }: Options = {}): ResolveName =>
  async (name, signal) => {
    signal.throwIfAborted();
    if (isLocalhost(name)) return LOOPBACK;
    const resolver = new Resolver(ATTEMPT);
    if (servers) resolver.setServers(servers);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel);
    let hurry: NodeJS.Timeout | undefined;
    const ask = async (question: Promise<string[]>): Promise<readonly string[]> => {
      const found = await question;
      hurry ??= setTimeout(cancel, OTHER_FAMILY_MS);
      return found;
    };
    try {
      const answers = await Promise.allSettled([ask(resolver.resolve4(name)), ask(resolver.resolve6(name))]);
      const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      if (addresses.length > 0) return addresses;
      throw new AggregateError(
        answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : [])),
        `${name} has no address.`,
      );
    } finally {
      clearTimeout(hurry);
      signal.removeEventListener('abort', cancel);
    }
  };
