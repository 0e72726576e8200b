import { setTimeout as pause } from 'node:timers/promises';
import { type ExitCode, exitCodes } from '../client/exit-codes.ts';
import { Failure } from '../client/failure.ts';
import { printable } from '../client/printable.ts';
import type { Output } from '../client/report-failures.ts';
import { describeFetchError } from '../client/retrying-fetch.ts';
import { formatLogLine, type LogLine, logLine } from './format-log-line.ts';
import { readEvents } from './read-events.ts';
import type { Host } from './start-job.ts';

export type TailFilter = { order?: string; invocation?: string; requestId?: string; level?: string };

type Tail = Output & { host: Host; filter: TailFilter; follow: boolean; json: boolean };

const CONNECT_MS = 30_000;
const AGAIN_MS = 1_000;

const PATH = '/admin/host/logs';

const advice = new Map<number, string>([
  [401, "Set HEARTH_MASTER_KEY to the host's master key."],
  [404, "Only the laptop's own host shows its log. Check that --host is one, and was started without --func."],
]);

const codes = new Map<number, ExitCode>([
  [400, exitCodes.usage],
  [401, exitCodes.notAllowed],
  [404, exitCodes.notFound],
  [503, exitCodes.busy],
]);

const failureFor = async (response: Response): Promise<Failure> => {
  const { status } = response;
  const what = `GET ${PATH} failed with ${status}.`;
  const detail = (await response.text()).slice(0, 500);
  return new Failure(
    codes.get(status) ?? exitCodes.failed,
    [what, advice.get(status) ?? detail].join(' ').trim(),
    status,
  );
};

const ask = async ({ host: { host, masterKey }, filter }: Tail, accept: string, lastId?: string): Promise<Response> => {
  const url = `${host.replace(/\/+$/, '')}${PATH}?${new URLSearchParams(filter)}`;
  const headers = {
    accept,
    ...(masterKey !== undefined && { 'x-functions-key': masterKey }),
    ...(lastId !== undefined && { 'last-event-id': lastId }),
  };
  // Bounds only the wait for the answer: the stream itself has no end.
  const connecting = new AbortController();
  const timer = setTimeout(() => connecting.abort(new Error(`no answer within ${CONNECT_MS / 1000} s`)), CONNECT_MS);
  try {
    const response = await fetch(url, { headers, redirect: 'error', signal: connecting.signal });
    if (!response.ok) throw await failureFor(response);
    return response;
  } catch (error) {
    if (error instanceof Failure) throw error;
    const what = `No answer from ${host} (${describeFetchError(error)}).`;
    throw new Failure(exitCodes.unreachable, `${what} Is Hearth running there? Set --host or HEARTH_HOST.`);
  } finally {
    clearTimeout(timer);
  }
};

const notALog = (): Failure =>
  new Failure(exitCodes.failed, `GET ${PATH} gave an answer that is not a log. Is --host the host of a Hearth?`);

const parseLine = (value: unknown): LogLine => {
  const line = logLine.safeParse(value);
  if (!line.success) throw notALog();
  return line.data;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw notALog();
  }
};

const writeLine = ({ json, stdout }: Tail, line: LogLine): void => {
  stdout.write(json ? `${printable(JSON.stringify(line))}\n` : formatLogLine(line));
};

const writeKept = async (tail: Tail): Promise<void> => {
  const lines = parseJson(await (await ask(tail, 'application/json')).text());
  if (!Array.isArray(lines)) throw notALog();
  for (const line of lines) writeLine(tail, parseLine(line));
};

/** Waits as long as nothing answers: Ctrl-C ends it. */
const reconnect = async (tail: Tail, lastId: string | undefined): Promise<Response> => {
  for (;;) {
    await pause(AGAIN_MS);
    try {
      return await ask(tail, 'text/event-stream', lastId);
    } catch (error) {
      if (!(error instanceof Failure && error.exitCode === exitCodes.unreachable)) throw error;
    }
  }
};

/** Prints what comes until the stream ends or breaks. Gives the id of the last line. */
const writeStream = async (tail: Tail, { body }: Response, before: string | undefined): Promise<string | undefined> => {
  if (body === null) throw notALog();
  let lastId = before;
  try {
    for await (const { id, data } of readEvents(body)) {
      lastId = id ?? lastId;
      writeLine(tail, parseLine(parseJson(data)));
      if (!tail.stdout.writable) break;
    }
  } catch (error) {
    // Whatever else broke the stream, such as a killed host, is fixed by asking again.
    if (error instanceof Failure) throw error;
  }
  return lastId;
};

/** Goes on when the host restarts, with what it has missed. Ends when nobody reads the output. */
const followLines = async (tail: Tail): Promise<void> => {
  let response = await ask(tail, 'text/event-stream');
  let lastId = await writeStream(tail, response, undefined);
  while (tail.stdout.writable) {
    tail.stderr.write('The host closed the log. Waiting for it to come back.\n');
    response = await reconnect(tail, lastId);
    lastId = await writeStream(tail, response, lastId);
  }
};

/** Prints the lines that the host has kept and, with `follow`, each new one until Ctrl-C. */
export const tailLog = async (tail: Tail): Promise<ExitCode> => {
  if (tail.follow) await followLines(tail);
  else await writeKept(tail);
  return exitCodes.done;
};
