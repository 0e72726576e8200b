import { setTimeout as pause } from 'node:timers/promises';

type Check = { path: string; holds: (body: unknown) => boolean };

const toRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

export const liveness: Check = { path: '/health/live', holds: (body) => toRecord(body).status === 'live' };

/** What a new deployment must answer through the gateway, without a token. */
export const checks: readonly Check[] = [
  liveness,
  { path: '/health/ready', holds: (body) => toRecord(body).status === 'ready' },
  { path: '/products?limit=1', holds: (body) => Array.isArray(toRecord(body).items) },
  { path: '/openapi.json', holds: (body) => String(toRecord(body).openapi).startsWith('3.1.') },
];

export type Patience = { limitMs: number; pauseMs: number };

const requestCheck = async (url: string, holds: Check['holds'], timeoutMs: number): Promise<string> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
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
  { path, holds }: Check,
  { limitMs, pauseMs }: Patience,
  print: (line: string) => void,
): Promise<void> => {
  const end = Date.now() + limitMs;
  for (;;) {
    const trouble = await requestCheck(`${baseUrl}${path}`, holds, 30_000);
    if (trouble === '') return print(`  ok  GET ${baseUrl}${path}`);
    if (Date.now() >= end) throw new Error(`GET ${baseUrl}${path}: ${trouble}`);
    await pause(pauseMs);
  }
};
