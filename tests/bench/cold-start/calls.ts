import type { Call } from './app-process.ts';

const nullable = (fields: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { value }]));

/** `params` are the route's parameters. */
export const httpCall = (
  name: string,
  method: string,
  path: string,
  params: Readonly<Record<string, string>> = {},
  { token, body }: { token?: string; body?: string } = {},
): Call => ({
  name,
  trigger: {
    reason: 'bench',
    data: {
      http: {
        method,
        url: `http://127.0.0.1${path}`,
        nullableHeaders: nullable({
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        }),
        nullableQuery: {},
        nullableParams: nullable(params),
        ...(body !== undefined && { body: { bytes: Buffer.from(body) } }),
      },
    },
  },
});

export const queueCall = (name: string, body: unknown): Call => ({
  name,
  trigger: { reason: 'bench', data: { json: JSON.stringify(body) }, metadata: { MessageId: { string: 'm' } } },
});

export const timerCall = (name: string): Call => ({
  name,
  trigger: { reason: 'bench', data: { json: '{"IsPastDue":false}' } },
});

/** The original has to be in Storage: the host delivers only its name. */
export const uploadCall = (name: string, productId: string, imageId: string): Call => ({
  name,
  trigger: {
    reason: 'bench',
    data: { bytes: new Uint8Array() },
    metadata: { BlobTrigger: { string: `uploads/${productId}/${imageId}` } },
  },
});
