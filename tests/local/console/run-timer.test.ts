import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { describeTimerRun } from '../../../local/console/page/describe-timer-run.ts';
import { findRun, runTimer } from '../../../local/console/run-timer.ts';
import { listenOnFreePort } from '../../support/listen-on-free-port.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

const since = '2026-12-01T10:00:00.000Z';
const begun =
  "Executing 'Functions.relayOrders' (Reason='This function was programmatically called via the host APIs.',";
const timerFired = "Executing 'Functions.relayOrders' (Reason='Timer fired at 2026-12-01T10:00:00Z',";

const line = (message: string, time = '2026-12-01T10:00:01.000Z') => ({ time, level: 'information', message });

const started = [line(`${timerFired} Id=a-1)`), line(`${begun} Id=b-2)`)];

test('the result is that of the manual run, not of a scheduled one', () => {
  const lines = [
    ...started,
    line("Executed 'Functions.relayOrders' (Failed, Id=a-1, Duration=3ms)\nError: not this one"),
    line("Executed 'Functions.relayOrders' (Succeeded, Id=b-2, Duration=20ms)"),
  ];

  expect(findRun(lines, since)).toEqual({ outcome: 'succeeded', invocation: 'b-2', ms: 20 });
});

test('a failure has the first line of its error', () => {
  const failed = line("Executed 'Functions.relayOrders' (Failed, Id=b-2, Duration=7ms)\nError: no answer\n    at x");

  expect(findRun([...started, failed], since)).toEqual({
    outcome: 'failed',
    invocation: 'b-2',
    ms: 7,
    reason: 'Error: no answer',
  });
});

test('a run continues until the log says how it ended', () => {
  expect(findRun([], since)).toEqual({ outcome: 'started' });
  expect(findRun(started, since)).toEqual({ outcome: 'started', invocation: 'b-2' });
});

test('an earlier run is not taken for this one', () => {
  expect(findRun([line(`${begun} Id=b-1)`, '2026-12-01T09:59:59.999Z')], since)).toEqual({ outcome: 'started' });
});

const waits = { askMs: 5_000, everyMs: 1, maxMs: 5_000 };

/** Runs relayOrders on a host that answers `status`, and a question for its log with `sendLog`. */
const runOn = async (status: number, sendLog: (response: ServerResponse) => void, some: Partial<typeof waits> = {}) => {
  const answer: RequestListener = ({ method }, response) => {
    if (method === 'POST') response.writeHead(status).end();
    else sendLog(response);
  };
  const server = createServer(answer);
  servers.push(server);
  const host = `http://127.0.0.1:${await listenOnFreePort(server)}`;
  return runTimer({ host }, { ...waits, ...some })('relayOrders');
};

const sendLines = (messages: readonly string[]) => (response: ServerResponse) => {
  const time = new Date().toISOString();
  response.end(JSON.stringify(messages.map((message) => line(message, time))));
};

const ended = "Executed 'Functions.relayOrders' (Succeeded, Id=b-2, Duration=20ms)";

test('a run is followed until its log says how it ended', async () => {
  const begins = sendLines([`${begun} Id=b-2)`]);
  const ends = sendLines([`${begun} Id=b-2)`, ended]);
  let looks = 0;
  const run = await runOn(202, (response) => {
    looks += 1;
    (looks < 3 ? begins : ends)(response);
  });

  expect(run).toEqual({ outcome: 'succeeded', invocation: 'b-2', ms: 20 });
});

test('a run that takes too long goes on, and its log has the result', async () => {
  const run = await runOn(202, sendLines([]), { maxMs: 0 });

  expect(run).toEqual({ outcome: 'started' });
  expect(describeTimerRun('relayOrders', run)).toMatchObject({
    text: 'relayOrders was started. Its result will be in the log.',
    log: { function: 'relayOrders' },
  });
});

test.each<[string, (response: ServerResponse) => void, string]>([
  ['stalls', (response) => response.write('['), 'Its log can no longer be read'],
  ['breaks off', (response) => response.destroy(), 'Its log can no longer be read'],
  ['is no JSON', (response) => response.end('oops'), 'Its log can no longer be read'],
  ['is not available for now', (response) => response.writeHead(503).end(), 'Its log can no longer be read'],
  ['does not exist, as with --func', (response) => response.writeHead(404).end(), 'This host does not show its log'],
])('a run whose log %s was started all the same, and its log is not linked', async (_, sendLog, reason) => {
  const run = await runOn(202, sendLog, { askMs: 1_000 });

  expect(run).toEqual({ outcome: 'started', reason: expect.stringContaining(reason) });
  expect(describeTimerRun('relayOrders', run)).toEqual({
    text: `relayOrders was started. ${run.reason}`,
    tone: 'warn',
  });
});

test('a timer that does not start is a failure', async () => {
  await expect(runOn(404, sendLines([]))).rejects.toThrow('not started: the functions host answered 404.');
  await expect(runTimer({ host: 'http://127.0.0.1:1' })('relayOrders')).rejects.toThrow('host does not answer');
});

test('a failed run says why, and leads to its log', () => {
  const notice = describeTimerRun('relayOrders', { outcome: 'failed', invocation: 'b-2', ms: 7, reason: 'no answer' });

  expect(notice).toEqual({
    text: 'relayOrders failed after 7 ms. no answer',
    tone: 'bad',
    log: { invocation: 'b-2' },
  });
});
