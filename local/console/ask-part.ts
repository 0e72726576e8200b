import { randomBytes } from 'node:crypto';
import type { ConsoleParts } from './console-parts.ts';
import { OWN_REQUESTS } from './own-requests.ts';

/** What topics read with. Rejects unless the answer is 2xx. Waits a few seconds at most. */
export type AskPart = {
  /** `path` after /api/v1, read as an operator. */
  api: (path: string, signal: AbortSignal) => Promise<unknown>;
  /** An address of another part. */
  part: (url: string, signal: AbortSignal) => Promise<unknown>;
};

/** A trace that is not recorded, else those of the console would soon be the only ones. */
const unrecorded = (): string => `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`;

const WAIT_MS = 8_000;

const readProblem = (body: string): string | undefined => {
  try {
    const { detail }: { detail?: unknown } = JSON.parse(body);
    return typeof detail === 'string' ? detail : undefined;
  } catch {
    return undefined;
  }
};

/** Rejections have the status of the answer, if there was one. */
const refusal = (message: string, status: number): Error => Object.assign(new Error(message), { status });

export const isNotFound = (error: unknown): boolean =>
  error instanceof Error && 'status' in error && error.status === 404;

type Call = { url: string; headers?: Record<string, string>; signal: AbortSignal; name: string };

const read = async ({ url, headers = {}, signal, name }: Call): Promise<unknown> => {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]);
  const response = await fetch(url, { headers, signal: bounded }).catch(() => {
    throw new Error(`${name} does not answer.`);
  });
  const body = await response.text();
  const { pathname } = new URL(url);
  if (!response.ok) {
    throw refusal(`${pathname} answered ${response.status}. ${readProblem(body) ?? ''}`.trim(), response.status);
  }
  const value: unknown = JSON.parse(body);
  return value;
};

export const askPart = ({ host }: ConsoleParts, token: () => Promise<string>): AskPart => {
  let asked = 0;
  return {
    api: async (path, signal) => {
      asked += 1;
      const headers = {
        authorization: `Bearer ${await token()}`,
        'x-request-id': `${OWN_REQUESTS}${asked}`,
        traceparent: unrecorded(),
      };
      return read({ url: `${host}/api/v1${path}`, headers, signal, name: 'The functions host' });
    },
    part: (url, signal) => read({ url, signal, name: new URL(url).host }),
  };
};
