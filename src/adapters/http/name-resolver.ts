import { Resolver } from 'node:dns/promises';
import { isLocalhost } from '../../domain/webhook-url.ts';

/** All addresses of a name. Rejects if there are none, or once `signal` is aborted. */
export type ResolveName = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

const LOOPBACK = ['127.0.0.1', '::1'];

/** Leaves time, within the 5 s to connect, to ask the next DNS server if one is down. */
const ATTEMPT = { timeout: 1_500, tries: 2 };

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
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      if (addresses.length > 0) return addresses;
      throw new AggregateError(
        answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : [])),
        `${name} has no address.`,
      );
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
