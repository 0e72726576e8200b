import { setTimeout as pause } from 'node:timers/promises';
import { OWN_REQUESTS } from './own-requests.ts';

const AGAIN_MS = 1_000;
/** Microsoft's host has no such stream. The topics are then read this often. */
const WITHOUT_STREAM_MS = 3_000;

/** Costs follow what has happened; they are no news, and neither is what the console asks. */
export const isNews = (data: string): boolean => {
  try {
    const line: { event?: unknown; requestId?: unknown } = JSON.parse(data);
    if (typeof line.event !== 'string' || line.event === 'cosmos_charge') return false;
    return typeof line.requestId !== 'string' || !line.requestId.startsWith(OWN_REQUESTS);
  } catch {
    return false;
  }
};

/** The data of complete events in `text`, and the rest that is not complete yet. */
export const splitEvents = (text: string): { events: string[]; rest: string } => {
  const blocks = text.replaceAll('\r\n', '\n').split('\n\n');
  const rest = blocks.pop() ?? '';
  const events = blocks.map((block) =>
    block
      .split('\n')
      .flatMap((line) => (line.startsWith('data:') ? [line.slice('data:'.length).trimStart()] : []))
      .join('\n'),
  );
  return { events: events.filter((data) => data !== ''), rest };
};

const readStream = async (url: string, onNews: () => void, signal: AbortSignal): Promise<boolean> => {
  const response = await fetch(url, { headers: { accept: 'text/event-stream' }, signal });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (!response.ok || !isStream || response.body === null) {
    await response.body?.cancel();
    return false;
  }
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const found = splitEvents(rest + text);
    rest = found.rest;
    if (found.events.some(isNews)) onNews();
  }
  return true;
};

/**
 * Calls `onNews` when the host logs that something has happened, except for what the console itself
 * asks. Goes on until `signal`, also while the host is down.
 */
export const followLog = async (url: string, onNews: () => void, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    const hasStream = await readStream(url, onNews, signal).catch(() => true);
    await pause(hasStream ? AGAIN_MS : WITHOUT_STREAM_MS, undefined, { signal }).catch(() => {});
    if (!signal.aborted) onNews();
  }
};
