import { findRun } from '../../../local/console/run-timer.ts';

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
