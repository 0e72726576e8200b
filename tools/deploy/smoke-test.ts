import { setTimeout as pause } from 'node:timers/promises';

type Check = { path: string; token?: string; holds: (body: unknown) => boolean };

const toRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const isPage = (body: unknown): boolean => Array.isArray(toRecord(body).items);

export const liveness: Check = { path: '/health/live', holds: (body) => toRecord(body).status === 'live' };

/** What a new deployment must answer through the gateway, without a token. */
export const checks: readonly Check[] = [
  liveness,
  { path: '/health/ready', holds: (body) => toRecord(body).status === 'ready' },
  { path: '/products?limit=1', holds: isPage },
  { path: '/openapi.json', holds: (body) => String(toRecord(body).openapi).startsWith('3.1.') },
];

/** What it must answer to somebody who is signed in. */
export const signedIn = (token: string): Check => ({ path: '/orders?limit=1', token, holds: isPage });

export type Patience = { limitMs: number; pauseMs: number };

const requestCheck = async (url: string, { token, holds }: Check, timeoutMs: number): Promise<string> => {
  try {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) });
    const text = await response.text();
    if (response.status !== 200) return `${response.status} ${text.slice(0, 200)}`;
    return holds(JSON.parse(text)) ? '' : `200, but with an unexpected body: ${text.slice(0, 200)}`;
  } catch (error) {
    return String(error);
  }
};

/**
 * Asks until the answer is right: a new app takes a while to start, and a new gateway to find it.
 * Rejects once the time is up.
 */
export const awaitCheck = async (
  baseUrl: string,
  check: Check,
  { limitMs, pauseMs }: Patience,
  print: (line: string) => void,
): Promise<void> => {
  const url = `${baseUrl}${check.path}`;
  const end = Date.now() + limitMs;
  for (;;) {
    const trouble = await requestCheck(url, check, 30_000);
    if (trouble === '') return print(`  ok  GET ${url}${check.token === undefined ? '' : ' with HEARTH_TOKEN'}`);
    if (Date.now() >= end) throw new Error(`GET ${url}: ${trouble}`);
    await pause(pauseMs);
  }
};
