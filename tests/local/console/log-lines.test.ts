import { describeLine, findLines, functionOf } from '../../../local/console/page/log-lines.ts';

const line = (fields: Record<string, string>) => ({ time: '2026-12-01T10:00:00Z', level: 'information', ...fields });

test('what only the console asked for is left out, with all lines of the same invocation', () => {
  const lines = [
    line({ invocationId: 'a', message: 'Executing getOrder' }),
    line({ invocationId: 'a', event: 'request', requestId: 'console-1' }),
    line({ invocationId: 'b', event: 'request', requestId: 'other' }),
    line({ message: 'no invocation' }),
  ];

  expect(findLines(lines, '').all).toEqual(lines.slice(2));
});

test('warnings are shown whoever caused them', () => {
  const warning = { ...line({ invocationId: 'a', requestId: 'console-1' }), level: 'warning' };
  const error = { ...line({}), level: 'error' };

  expect(findLines([line({}), warning, error], '').warnings).toEqual([warning, error]);
  expect(findLines([line({}), warning, error], '').errors).toEqual([error]);
});

test('costs and starts of functions are left out of the events', () => {
  const placed = line({ event: 'order_placed' });
  const warning = { ...line({ message: 'slow' }), level: 'warning' };

  expect(
    findLines([line({ message: 'Executing' }), line({ event: 'cosmos_charge' }), placed, warning], '').events,
  ).toEqual([placed, warning]);
});

test('an event is shown by its fields, anything else by its message', () => {
  expect(describeLine(line({ event: 'order_placed', orderId: 'ord_1', invocationId: 'a' }))).toBe('orderId=ord_1');
  expect(describeLine(line({ message: 'Started' }))).toBe('Started');
  expect(functionOf(line({ category: 'Function.processOrder.User' }))).toBe('processOrder');
  expect(functionOf(line({ category: 'Host.Startup' }))).toBe('Host.Startup');
});

test('a search finds text in any field and in what is shown, in any case', () => {
  const failed = { ...line({ event: 'order_attempt_failed', reason: 'Cosmos DB is down' }), status: 503 };
  const started = line({ message: "Executing 'Functions.getOrder'", category: 'Function.getOrder' });
  const lines = [failed, started, line({ event: 'order_placed', requestId: 'req_1' })];
  const find = (text: string) => findLines(lines, text).all;

  expect(find('cosmos db')).toEqual([failed]);
  expect(find('  STATUS=503')).toEqual([failed]);
  expect(find('REQ_1')).toEqual([lines[2]]);
  expect(find('function.getorder')).toEqual([started]);
  expect(find('')).toEqual(lines);
  expect(find('nothing says this')).toEqual([]);
});

test('a search finds no line that only the console caused', () => {
  const own = line({ invocationId: 'a', event: 'request', requestId: 'console-1' });
  const started = line({ invocationId: 'a', message: 'Executing getOrder' });

  expect(findLines([started, own], 'executing').all).toEqual([]);
});

test('each letter that is typed causes at most one look at each line', () => {
  let counted = 0;
  const toJSON = (): string => {
    counted += 1;
    return 'Down';
  };
  const lines = Array.from({ length: 50 }, () => ({ ...line({ event: 'order_attempt_failed' }), cause: { toJSON } }));

  for (const text of ['d', 'do', 'dow']) expect(findLines(lines, text).warnings).toEqual([]);
  expect(counted).toBe(50);
});

test('a choice counts only the lines that are found', () => {
  const down = { ...line({ event: 'order_attempt_failed', reason: 'down' }), level: 'warning' };
  const found = findLines([down, line({ event: 'order_placed' }), line({ message: 'is down' })], 'down');

  expect(Object.entries(found).map(([choice, lines]) => [choice, lines.length])).toEqual([
    ['events', 1],
    ['all', 2],
    ['warnings', 1],
    ['errors', 0],
  ]);
});
