import { createHmac } from 'node:crypto';

type Signed = {
  /** Has no full stop: it would make the signed text ambiguous. */
  id: string;
  /** In whole seconds since 1970. */
  timestamp: number;
  body: string;
};

const keyOf = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');

/** The headers of Standard Webhooks, with a signature for each secret. */
export const signWebhook = ({ id, timestamp, body }: Signed, secrets: readonly string[]): Record<string, string> => {
  const signatures = secrets.map((secret) =>
    createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64'),
  );
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.map((signature) => `v1,${signature}`).join(' '),
  };
};
