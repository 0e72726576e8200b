import { beforeDeadline } from '../../before-deadline.ts';
import type { CallFailure } from '../../domain/delivery.ts';
import { isLoopbackAddress, isPublicAddress } from '../../domain/public-address.ts';
import { findHostAddress } from '../../domain/webhook-url.ts';
import type { ResolveName } from './name-resolver.ts';

type Options = { resolve: ResolveName; allowLoopback: boolean; timeoutMs: number };

/**
 * The addresses that a call to this URL may connect to: none if any of them is not public, so that
 * adding a public one gets nobody past the check. Plain http is only for loopback.
 */
export const findAddresses = async (
  url: URL,
  { resolve, allowLoopback, timeoutMs }: Options,
): Promise<readonly string[] | { error: CallFailure }> => {
  const literal = findHostAddress(url);
  const isAllowed = (address: string): boolean =>
    (url.protocol === 'https:' && isPublicAddress(address)) || (allowLoopback && isLoopbackAddress(address));
  try {
    const addresses =
      literal === undefined ? await beforeDeadline(timeoutMs, (signal) => resolve(url.hostname, signal)) : [literal];
    if (addresses.length === 0) return { error: 'name_not_resolved' };
    return addresses.every(isAllowed) ? addresses : { error: 'blocked_address' };
  } catch {
    return { error: 'name_not_resolved' };
  }
};
