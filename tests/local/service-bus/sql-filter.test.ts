import type { AmqpValue } from '../../../local/service-bus/amqp-values.ts';
import type { MessageProperties, SystemProperty } from '../../../local/service-bus/rules/message-properties.ts';
import { parseSqlFilter } from '../../../local/service-bus/rules/parse-sql-filter.ts';

const propertiesOf = (
  application: Readonly<Record<string, AmqpValue>>,
  system: Partial<Record<SystemProperty, string>> = {},
): MessageProperties => ({
  system: (name) => system[name],
  application: (name) => application[name],
});

const message = propertiesOf(
  {
    type: 'order.placed',
    count: 3,
    price: 2.5,
    large: 9_007_199_254_740_993n,
    urgent: true,
    nothing: null,
    quote: "it's",
    at: new Date(0),
    'my name': 'x',
    percent: '100%',
  },
  { label: 'subject', subject: 'subject', messageid: 'm-1', to: 'here' },
);

const evaluate = (expression: string): boolean | undefined => parseSqlFilter(expression)(message);

test.each([
  ['1=1', true],
  ['1 = 0', false],
  ["type = 'order.placed'", true],
  ["TYPE = 'order.placed'", true],
  ["type = 'Order.Placed'", false],
  ["type <> 'order.placed'", false],
  ["type != 'x'", true],
  ["user.type = 'order.placed'", true],
  ["USER.Type = 'order.placed'", true],
  ['count > 2', true],
  ['count >= 3 AND count <= 3', true],
  ['count < 3', false],
  ['price = 2.5', true],
  ['price > -1e2', true],
  ['count = 3.0', true],
  ['large = 9007199254740993', true],
  ['large = 9007199254740992', false],
  ['large > count', true],
  ["type > 'order.a'", true],
  ['urgent = TRUE', true],
  ['urgent <> false', true],
  ["quote = 'it''s'", true],
  ["[my name] = 'x'", true],
  ['"my name" = \'x\'', true],
  ["sys.Label = 'subject'", true],
  ["sys.Subject LIKE 'sub%'", true],
  ["SYS.MessageId = 'm-1'", true],
  ["sys.To IN ('there', 'here')", true],
])('%s is %s', (expression, expected) => {
  expect(evaluate(expression)).toBe(expected);
});

test.each([
  ["type IN ('order.placed', 'order.shipped')", true],
  ["type NOT IN ('order.placed')", false],
  ['count IN (1, 2)', false],
  ['count NOT IN (-1, 2)', true],
  ['urgent IN (TRUE)', true],
])('IN finds a constant: %s is %s', (expression, expected) => {
  expect(evaluate(expression)).toBe(expected);
});

test.each([
  ["type LIKE 'order.%'", true],
  ["type LIKE 'order'", false],
  ["type LIKE '%placed'", true],
  ["type LIKE 'order_placed'", true],
  ["type LIKE 'orderXplaced'", false],
  ["type NOT LIKE 'invoice.%'", true],
  [String.raw`percent LIKE '100\%' ESCAPE '\'`, true],
  [String.raw`type LIKE 'order.\%' ESCAPE '\'`, false],
  ["type LIKE '%%%'", true],
  ["quote LIKE 'it''_'", true],
])('LIKE knows %% and _: %s is %s', (expression, expected) => {
  expect(evaluate(expression)).toBe(expected);
});

test.each([
  ['NOT urgent = TRUE OR count = 3', true],
  ['NOT (urgent = TRUE OR count = 3)', false],
  ['count = 1 OR count = 3 AND urgent = FALSE', false],
  ['(count = 1 OR count = 3) AND urgent = TRUE', true],
  ['NOT NOT count = 3', true],
])('NOT binds before AND, AND before OR: %s is %s', (expression, expected) => {
  expect(evaluate(expression)).toBe(expected);
});

test.each([
  ["absent = 'x'", undefined],
  ["absent <> 'x'", undefined],
  ["NOT absent = 'x'", undefined],
  ["absent LIKE '%'", undefined],
  ['absent IN (1)', undefined],
  ['absent NOT IN (1)', undefined],
  ["nothing = 'x'", undefined],
  ['absent = 1 AND count = 1', false],
  ['absent = 1 AND count = 3', undefined],
  ['absent = 1 OR count = 3', true],
  ['absent = 1 OR count = 1', undefined],
  ["sys.CorrelationId = 'x'", undefined],
])('what is absent makes a comparison unknown: %s is %s', (expression, expected) => {
  expect(evaluate(expression)).toBe(expected);
});

test.each([
  ['absent IS NULL', true],
  ['nothing IS NULL', true],
  ['count IS NULL', false],
  ['count IS NOT NULL', true],
  ['absent IS NOT NULL', false],
  ['EXISTS(absent)', false],
  ['EXISTS(nothing)', true],
  ['exists ( user.count )', true],
  ['sys.ReplyTo IS NULL', true],
  ['EXISTS(sys.ReplyTo)', false],
])('IS NULL and EXISTS are never unknown: %s is %s', (expression, expected) => {
  expect(evaluate(expression)).toBe(expected);
});

test.each(["count = '3'", 'type = 3', 'urgent = 1', 'at = 0', 'type < 1'])(
  '%s compares types that differ: unknown',
  (expression) => {
    expect(evaluate(expression)).toBeUndefined();
  },
);

test.each([
  ['', 'expected a property or a constant at the end'],
  ['type', 'expected a comparison, IN, LIKE or IS at the end'],
  ['TRUE', 'expected a comparison, IN, LIKE or IS at the end'],
  ['count + 1 = 4', 'arithmetic is not implemented'],
  ['count = 1 * 2', 'arithmetic is not implemented'],
  ['count = - price', "expected a number at 'price'"],
  ['type = @type', 'parameters are not implemented'],
  ['newid() = 1', 'the function newid is not implemented'],
  ["p('type') = 1", 'the function p is not implemented'],
  ['sys.EnqueuedTimeUtc > 1', 'the property sys.EnqueuedTimeUtc is unknown or not implemented'],
  ['a.b = 1', 'the scope a is unknown; user and sys are known'],
  ['count BETWEEN 1 AND 3', "expected a comparison, IN, LIKE or IS at 'BETWEEN 1 AND 3'"],
  ['count = NULL', "expected a property or a constant at 'NULL'"],
  ['count IS 3', "expected NULL at '3'"],
  ['count IN ()', "expected a constant at ')'"],
  ['count IN (price)', "expected a constant at 'price)'"],
  ['count IN (1, 2', 'expected ) at the end'],
  ['(count = 1', 'expected ) at the end'],
  ['count = 1)', "expected AND, OR or the end at ')'"],
  ['count = 1 count = 2', "expected AND, OR or the end at 'count = 2'"],
  ['type LIKE percent', "expected a pattern in single quotes at 'percent'"],
  ["type LIKE 'x' ESCAPE 'ab'", "ESCAPE takes one character, not 'ab'"],
  ["type = 'open", "''open' is not part of the language"],
  ['count = 1;', "';' is not part of the language"],
  [`count = ${'1'.repeat(1_020)}`, 'the expression has over 1024 characters'],
])('%j is refused: %s', (expression, problem) => {
  expect(() => parseSqlFilter(expression)).toThrow(problem);
});

test('a pattern of many wildcards takes no longer than its text is long', () => {
  const long = propertiesOf({ text: 'a'.repeat(5_000) });

  expect(parseSqlFilter(`text LIKE '${'%a'.repeat(300)}%b'`)(long)).toBe(false);
});
