import { z } from 'zod';
import type { AskPart } from '../ask-part.ts';
import { OWN_REQUESTS } from '../own-requests.ts';
import { type LogLine, logLine } from '../shapes.ts';

/** More than a person can read; the log has all of it. */
const MAX_LINES = 300;
const MAX_REQUESTS = 10;

const isOwn = (requestId: string): boolean => requestId.startsWith(OWN_REQUESTS);

/** Reads are many, and nothing that they cause belongs to the story. */
const isRead = ({ event, method }: LogLine): boolean => event === 'request' && method === 'GET';

/** The lines that name the order, and all lines of the requests that these belong to. */
export const readOrderLog = async (ask: AskPart, url: string, id: string, signal: AbortSignal): Promise<LogLine[]> => {
  const read = async (query: Record<string, string>): Promise<LogLine[]> =>
    z.array(logLine).parse(await ask.part(`${url}?${new URLSearchParams(query)}`, signal));
  const named = (await read({ order: id })).filter(({ requestId }) => requestId === undefined || !isOwn(requestId));
  const requestIds = new Set(named.filter((line) => !isRead(line)).flatMap(({ requestId }) => requestId ?? []));
  const more = await Promise.all([...requestIds].slice(0, MAX_REQUESTS).map((requestId) => read({ requestId })));
  const unique = [...new Map([...named, ...more.flat()].map((line) => [JSON.stringify(line), line])).values()];
  return [...unique.filter(isRead).slice(-MAX_LINES), ...unique.filter((line) => !isRead(line)).slice(-MAX_LINES)];
};
