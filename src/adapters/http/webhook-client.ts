import { createSecureContext } from 'node:tls';
import { noTelemetry } from '../../application/ports/no-telemetry.ts';
import type { Telemetry } from '../../application/ports/telemetry.ts';
import type { WebhookCall, WebhookClient } from '../../application/ports/webhook-client.ts';
import { type CallOutcome, isSuccess } from '../../domain/delivery.ts';
import { findWebhookUrlFlaw } from '../../domain/webhook-url.ts';
import { exchange } from './exchange.ts';
import { findAddresses } from './find-addresses.ts';
import { nameResolver, type ResolveName } from './name-resolver.ts';

type Options = {
  /** Whether endpoints on this machine may be called, over http too. Only for a laptop. */
  allowLoopback: boolean;
  resolve?: ResolveName;
  /** CA certificates to trust instead of Node's, as PEM. */
  ca?: string;
  connectMs?: number;
  totalMs?: number;
  telemetry?: Telemetry;
};

/** Only the host: a path or a query may hold a secret. */
const attributesOf = (url: string) => ({
  'http.request.method': 'POST',
  'server.address': URL.canParse(url) ? new URL(url).hostname : undefined,
});

const outcomeOf = (outcome: CallOutcome) =>
  'error' in outcome
    ? { 'error.type': outcome.error }
    : {
        'http.response.status_code': outcome.status,
        'error.type': isSuccess(outcome) ? undefined : String(outcome.status),
      };

export const webhookClient = ({
  allowLoopback,
  resolve = nameResolver(),
  ca,
  connectMs = 5_000,
  totalMs = 15_000,
  telemetry = noTelemetry,
}: Options): WebhookClient => {
  const secureContext = createSecureContext({ minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) });

  const attempt = async (call: WebhookCall, elapsedMs: () => number): ReturnType<typeof exchange> => {
    // Checked again, because the settings may have changed since the endpoint was stored.
    if (findWebhookUrlFlaw(call.url, { allowLoopback }) !== undefined) return { error: 'blocked_address' };
    const url = new URL(call.url);
    const addresses = await findAddresses(url, { resolve, allowLoopback, timeoutMs: connectMs });
    if ('error' in addresses) return addresses;
    const left = { connectMs: connectMs - elapsedMs(), totalMs: totalMs - elapsedMs() };
    if (left.connectMs <= 0) return { error: 'connect_timeout' };
    return exchange({ url, addresses, secureContext, ...left }, call);
  };

  return {
    post: (call) =>
      telemetry.span('POST', { kind: 'client', attributes: attributesOf(call.url) }, async (span) => {
        const startedAt = performance.now();
        const elapsedMs = () => Math.round(performance.now() - startedAt);
        const traced = { ...call, headers: { ...call.headers, ...telemetry.context() } };
        const outcome = { ...(await attempt(traced, elapsedMs)), ms: elapsedMs() };
        span.set(outcomeOf(outcome));
        return outcome;
      }),
  };
};
