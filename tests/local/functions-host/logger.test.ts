import { createLogger } from '../../../local/functions-host/logger.ts';

const foreign = 'id a\r\u001b[2J\u007f\u0085\u009b31m\u2028\u202e\u2066\n12:00:00.000 forged ü🫖';

const linesIn = (format: 'text' | 'json', level: 'information' | 'error'): string => {
  let written = '';
  const write = (text: string) => {
    written += text;
  };
  createLogger({ levels: {}, format, quiet: false, write, keep: () => {} })(level, 'Host', foreign);
  return written;
};

const escaped = String.raw`id a\u000d\u001b[2J\u007f\u0085\u009b31m\u2028\u202e\u2066`;

test.each(['information', 'error'] as const)(
  'foreign text in a message of level %s cannot drive the terminal or begin an entry of its own',
  (level) => {
    const [first, second] = linesIn('text', level).split('\n');
    expect(first).toContain(escaped);
    expect(second).toMatch(/^ {4}12:00:00.000 forged ü🫖/);
  },
);

const linesOf = (format: 'text' | 'json', message: string): string => {
  let written = '';
  const write = (text: string) => {
    written += text;
  };
  const logger = createLogger({ levels: {}, format, quiet: false, write, keep: () => {} });
  logger('warning', 'Function.placeOrder.User', message, { invocationId: '0123456789abcdef' });
  return written;
};

const colours = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

test('an event of the app is one line for people: time, level, function, invocation, event and fields', () => {
  const line = linesOf('text', JSON.stringify({ event: 'order_placed', orderId: 'ord_1', reason: foreign, ms: 7 }));

  const [, time, rest] = /^(\S+) (.*)\n$/.exec(line.replaceAll(colours, '')) ?? [];
  expect(time).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/);
  expect(rest).toMatch(/^warn placeOrder {11}01234567 order_placed {11}orderId=ord_1 reason="id a\\r.*" ms=7$/);
  expect(rest).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
});

test('an event of the app is JSON for machines, not JSON in a string', () => {
  const line = linesOf('json', JSON.stringify({ event: 'order_placed', orderId: 'ord_1', level: 'forged' }));

  expect(JSON.parse(line)).toEqual({
    event: 'order_placed',
    orderId: 'ord_1',
    time: expect.any(String),
    level: 'warning',
    category: 'Function.placeOrder.User',
    invocationId: '0123456789abcdef',
  });
});

test.each(['{"event":7}', '{"event":', '{}'])('what is no event stays a message: %s', (message) => {
  expect(JSON.parse(linesOf('json', message))).toMatchObject({ message });
});

test('an entry in JSON is one printable line with the message as it was', () => {
  const entry = linesIn('json', 'error');
  expect(entry).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+\n$/u);
  expect(JSON.parse(entry)).toMatchObject({ message: foreign });
});
