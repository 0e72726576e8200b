import type { WebhookClient } from '../../application/ports/webhook-client.ts';
import { findWebhookUrlFlaw } from '../../domain/webhook-url.ts';
import { exchange } from './exchange.ts';
import { findAddresses } from './find-addresses.ts';
import { nameResolver, type ResolveName } from './name-resolver.ts';

type Options = {
  /** Whether endpoints on this machine may be called, over http too. Only for a laptop. */
  allowLoopback: boolean;
  resolve?: ResolveName;
  /** Certificates to trust in place of those of Node, as PEM. */
  ca?: string;
  connectMs?: number;
  totalMs?: number;
};

export const webhookClient = ({
  allowLoopback,
  resolve = nameResolver(),
  ca,
  connectMs = 5_000,
  totalMs = 15_000,
}: Options): WebhookClient => {
  const post: WebhookClient['post'] = async (call) => {
    const startedAt = performance.now();
    const elapsedMs = () => Math.round(performance.now() - startedAt);

    const outcome = await (async () => {
      // Checked again, because the settings may have changed since the endpoint was stored.
      if (findWebhookUrlFlaw(call.url, { allowLoopback }) !== undefined) return { error: 'blocked_address' } as const;
      const url = new URL(call.url);
      const addresses = await findAddresses(url, { resolve, allowLoopback, timeoutMs: connectMs });
      if ('error' in addresses) return addresses;
      const left = { connectMs: connectMs - elapsedMs(), totalMs: totalMs - elapsedMs() };
      return exchange({ url, addresses, ca, ...left }, call);
    })();
    return { ...outcome, ms: elapsedMs() };
  };
  return { post };
};
