import { assertBrand } from './brand.ts';
import type { CallOutcome } from './delivery.ts';
import { encodeBase32 } from './encode-base32.ts';
import { type EndpointId, isEndpointId } from './endpoint-id.ts';
import type { EventType } from './event.ts';

export const MAX_ENDPOINTS = 50;

/** A receiver that changes secrets has this long to accept the new one. */
const OLD_SECRET_MS = 24 * 60 * 60 * 1000;
const MAX_SECRETS = 3;

const MAX_FAILING_MS = 5 * 24 * 60 * 60 * 1000;

const SECRET_BYTES = 32;

const GONE = 410;

/** `whsec_` and base64, as Standard Webhooks has it. */
type WebhookSecret = {
  value: string;
  /** Signs until then (ISO 8601 UTC). The newest secret has no end. */
  expiresAt?: string;
};

/** Why an endpoint gets no more calls: staff, an answer of 410, or five days without a success. */
type DisabledReason = 'by_staff' | 'gone' | 'failing';

export type WebhookEndpoint = {
  id: EndpointId;
  url: string;
  types: readonly EventType[];
  description?: string;
  /** Absent while it is enabled. */
  disabled?: { reason: DisabledReason; at: string };
  /** The newest first. Never shown after the answer that made it, and never logged. */
  secrets: readonly WebhookSecret[];
  /** When it was last enabled after it had been disabled; absent if it never was. */
  enabledAt?: string;
  /** When the first delivery since the last success failed; absent if none has. */
  failingSince?: string;
  createdAt: string;
  updatedAt: string;
};

/** What staff set. An absent description means that there is none. */
export type EndpointDetails = Pick<WebhookEndpoint, 'url' | 'types' | 'description'> & { enabled: boolean };

/** `entropy`: 16 random bytes. */
export const newEndpointId = (entropy: Uint8Array): EndpointId =>
  assertBrand(`whe_${encodeBase32(entropy)}`, isEndpointId, 'EndpointId');

/** Makes a secret of random bytes that nobody can guess. */
export const newSecret = (entropy: (bytes: number) => Uint8Array): string =>
  `whsec_${Buffer.from(entropy(SECRET_BYTES)).toString('base64')}`;

export const isEnabled = ({ disabled }: WebhookEndpoint): boolean => disabled === undefined;

export const wantsType = ({ types }: WebhookEndpoint, type: string): boolean => types.some((wanted) => wanted === type);

const disabledByStaff = (now: string): NonNullable<WebhookEndpoint['disabled']> => ({ reason: 'by_staff', at: now });

export const newEndpoint = (
  id: EndpointId,
  { enabled, ...details }: EndpointDetails,
  { secret, now }: { secret: string; now: string },
): WebhookEndpoint => ({
  ...details,
  id,
  ...(!enabled && { disabled: disabledByStaff(now) }),
  secrets: [{ value: secret }],
  createdAt: now,
  updatedAt: now,
});

/**
 * Replaces what staff set. Whoever enables the endpoint or changes its URL gives it another five
 * days. An endpoint that stays disabled keeps the reason.
 */
export const withDetails = (
  endpoint: WebhookEndpoint,
  { enabled, ...details }: EndpointDetails,
  now: string,
): WebhookEndpoint => {
  const { id, secrets, createdAt, disabled, failingSince } = endpoint;
  const staysAsItWas = enabled && disabled === undefined && details.url === endpoint.url;
  const enabledAt = enabled && disabled !== undefined ? now : endpoint.enabledAt;
  return {
    ...details,
    id,
    ...(!enabled && { disabled: disabled ?? disabledByStaff(now) }),
    secrets,
    ...(enabledAt !== undefined && { enabledAt }),
    ...(staysAsItWas && failingSince !== undefined && { failingSince }),
    createdAt,
    updatedAt: now,
  };
};

const isValid = ({ expiresAt }: WebhookSecret, now: string): boolean => expiresAt === undefined || expiresAt > now;

/** The secrets that sign at this moment, the newest first. There is always one. */
export const validSecrets = ({ secrets }: WebhookEndpoint, now: string): readonly string[] =>
  secrets.filter((secret) => isValid(secret, now)).map(({ value }) => value);

/**
 * Adds a secret, in front of the others. Those sign for another day at most. Of more than three
 * secrets, the oldest end at once.
 */
export const withNewSecret = (endpoint: WebhookEndpoint, secret: string, now: string): WebhookEndpoint => {
  const expiresAt = new Date(Date.parse(now) + OLD_SECRET_MS).toISOString();
  const older = endpoint.secrets.filter((old) => isValid(old, now)).map((old) => ({ expiresAt, ...old }));
  return { ...endpoint, secrets: [{ value: secret }, ...older].slice(0, MAX_SECRETS), updatedAt: now };
};

/** Returns the endpoint unchanged if no delivery has failed since the last success. */
export const withSuccess = (endpoint: WebhookEndpoint): WebhookEndpoint => {
  if (endpoint.failingSince === undefined) return endpoint;
  const { failingSince: _failingSince, ...healthy } = endpoint;
  return healthy;
};

/**
 * Disables the endpoint after an answer of 410, or if deliveries have failed for five days without
 * a success. Notes when the first one failed. Returns the endpoint unchanged if neither is new, so
 * that a failure usually costs no write.
 */
export const withFailure = (endpoint: WebhookEndpoint, outcome: CallOutcome, now: string): WebhookEndpoint => {
  const { failingSince = now } = endpoint;
  if ('status' in outcome && outcome.status === GONE) {
    return { ...endpoint, failingSince, disabled: { reason: 'gone', at: now } };
  }
  if (Date.parse(now) - Date.parse(failingSince) >= MAX_FAILING_MS) {
    return { ...endpoint, disabled: { reason: 'failing', at: now } };
  }
  return endpoint.failingSince === undefined ? { ...endpoint, failingSince } : endpoint;
};
