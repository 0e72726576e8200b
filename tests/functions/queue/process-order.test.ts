import { InvocationContext } from '@azure/functions';
import type { ProcessOrderCommand, ProcessOrderOutcome } from '../../../src/application/orders/process-order.ts';
import type { DeadLetterMessage } from '../../../src/application/ports/dead-letters.ts';
import { consumer } from '../../../src/functions/queue/consumer.ts';
import { processOrderConsumer } from '../../../src/functions/queue/process-order.ts';
import { recordingLog } from '../../support/in-memory/recording-log.ts';

const orderId = `ord_${'0'.repeat(16)}_${'v'.repeat(26)}`;

type Options = {
  processOrder?: (command: ProcessOrderCommand) => Promise<ProcessOrderOutcome>;
  deadLetterMessage?: DeadLetterMessage;
};

const start = ({ processOrder = async () => 'handled', deadLetterMessage = async () => {} }: Options = {}) => {
  const log = recordingLog();
  const commands: ProcessOrderCommand[] = [];
  const dead: Parameters<DeadLetterMessage>[] = [];
  const handler = consumer(async () =>
    processOrderConsumer({
      log,
      processOrder: async (command) => {
        commands.push(command);
        return processOrder(command);
      },
      deadLetterMessage: async (...call) => {
        dead.push(call);
        await deadLetterMessage(...call);
      },
    }),
  );
  const deliver = async (body: unknown, triggerMetadata?: Record<string, unknown>) => {
    await handler(
      body,
      new InvocationContext({
        invocationId: 'i',
        functionName: 'processOrder',
        ...(triggerMetadata && { triggerMetadata }),
      }),
    );
    return commands.at(-1);
  };
  return { log, commands, dead, deliver };
};

const metadata = (changes: object = {}) => ({ messageId: 'm', deliveryCount: 1, ...changes });

test('hands on the order, the chain of attempts and the session', async () => {
  const { deliver, log } = start();
  const applicationProperties = { rootId: 'root', attempt: 3, session: '0:-1#7' };

  expect(await deliver({ orderId }, { messageId: 'root#3', deliveryCount: 2, applicationProperties })).toEqual({
    message: { orderId, messageId: 'root#3', rootId: 'root', attempt: 3, session: '0:-1#7' },
    deliveryCount: 2,
  });
  expect(log.entries).toEqual([]);
});

test('a message without properties is the first of its own chain', async () => {
  const { deliver } = start();
  expect(await deliver({ orderId }, metadata())).toEqual({
    message: { orderId, messageId: 'm', rootId: 'm', attempt: 0 },
    deliveryCount: 1,
  });
});

test('what the use case throws gives the message back', async () => {
  const { deliver, log } = start({ processOrder: () => Promise.reject(new Error('Cosmos is down')) });
  await expect(deliver({ orderId }, metadata())).rejects.toThrow('Cosmos is down');
  expect(log.entries).toEqual([]);
});

test('nothing else of the body is looked at, so that newer senders may add to it', async () => {
  const { deliver } = start();
  expect(await deliver({ orderId, reason: 'x' }, metadata())).toMatchObject({ message: { orderId } });
});

describe('metadata as the worker may hand it over', () => {
  test('ids of digits arrive as numbers', async () => {
    const { deliver } = start();
    const applicationProperties = { rootId: 42, session: 42 };
    expect(await deliver({ orderId }, metadata({ messageId: 42, applicationProperties }))).toEqual({
      message: { orderId, messageId: '42', rootId: '42', attempt: 0 },
      deliveryCount: 1,
    });
  });

  test('counts that arrive as text are counts: a chain of retries does not start again', async () => {
    const { deliver } = start();
    const applicationProperties = { rootId: 'r', attempt: '9' };
    expect(await deliver({ orderId }, metadata({ deliveryCount: '5', applicationProperties }))).toMatchObject({
      message: { attempt: 9 },
      deliveryCount: 5,
    });
  });

  test.each([[-1], [1.5], ['x'], [''], [null], [{}], [[3]], [Number.NaN], [1e300], [true], ['1e3'], ['3x']])(
    'an attempt or a delivery count of %j counts as the first',
    async (odd) => {
      const { deliver } = start();
      expect(
        await deliver({ orderId }, metadata({ deliveryCount: odd, applicationProperties: { attempt: odd } })),
      ).toMatchObject({ message: { attempt: 0 }, deliveryCount: 1 });
    },
  );

  test.each([[undefined], [null], ['text'], [7], [[]]])('application properties of %j count as none', async (odd) => {
    const { deliver } = start();
    expect(await deliver({ orderId }, metadata({ applicationProperties: odd }))).toMatchObject({
      message: { rootId: 'm', attempt: 0 },
    });
  });

  test('a message without an id is the first of a chain named after its order', async () => {
    const { deliver } = start();

    expect(await deliver({ orderId }, metadata({ messageId: undefined }))).toMatchObject({
      message: { rootId: orderId },
    });
  });

  test.each([[undefined], [null], ['']])('a root of %j counts as none', async (rootId) => {
    const { deliver } = start();
    expect(await deliver({ orderId }, metadata({ applicationProperties: { rootId } }))).toMatchObject({
      message: { rootId: 'm' },
    });
  });

  test('an id that is JSON arrives parsed and is still distinct from others', async () => {
    const { deliver } = start();
    expect(await deliver({ orderId }, metadata({ messageId: { a: 1 } }))).toMatchObject({
      message: { messageId: '{"a":1}' },
    });
  });

  test('missing metadata does not crash it', async () => {
    const { deliver } = start();
    expect(await deliver({ orderId })).toMatchObject({ message: { orderId, attempt: 0 }, deliveryCount: 1 });
  });
});

describe('a message that names no order', () => {
  const noObject = 'the body is not a JSON object';
  const noOrder = 'the body has no valid "orderId"';
  const bodies: [string, unknown, string][] = [
    ['text that is no JSON', 'not json', noObject],
    ['an empty text', '', noObject],
    ['a number', 42, noObject],
    ['null', null, noOrder],
    ['nothing', undefined, noObject],
    ['a list', [{ orderId }], noOrder],
    ['bytes', Buffer.from([0xff, 0x00]), noOrder],
    ['an object without an order', {}, noOrder],
    ['an order id that is a number', { orderId: 7 }, noOrder],
    ['an order id that is none', { orderId: 'ord_1' }, noOrder],
    ['an order id with more after it', { orderId: `${orderId}\n` }, noOrder],
    ['an order id in a list', { orderId: [orderId] }, noOrder],
  ];

  test.each(bodies)(
    '(%s) is dead-lettered on its first delivery, and logged, with its id and why',
    async (_, body, reason) => {
      const { deliver, commands, dead, log } = start();

      await deliver(body, { messageId: 'bad-1', deliveryCount: 1, lockToken: 'lock-1' });

      expect(commands).toEqual([]);
      expect(dead).toEqual([
        ['lock-1', { reason: 'MalformedMessage', description: `The message names no order: ${reason}.` }],
      ]);
      expect(log.entries).toEqual([
        {
          level: 'error',
          event: 'message_malformed',
          fields: { messageId: 'bad-1', reason },
        },
      ]);
    },
  );

  test('is given back if the broker does not take it, in one line without a stack, and logged once', async () => {
    const { deliver, log } = start({ deadLetterMessage: () => Promise.reject(new Error('No such\nlock')) });
    const messageId = 'bad\u001b[2J\u009b\u202e\nERROR forged';

    for (let n = 1; n <= 10; n++) {
      const failure: unknown = await deliver('x', { messageId, deliveryCount: String(n) }).catch((error) => error);
      expect(failure).toBeInstanceOf(Error);
      expect(Object(failure).stack).toBe(Object(failure).message);
      expect(Object(failure).message).toBe(
        String.raw`Message "bad\u001b[2J\u009b\u202e\nERROR forged" names no order and could not be dead-lettered: Error: No such\u000alock`,
      );
    }
    expect(log.entries).toMatchObject([{ event: 'message_malformed', fields: { messageId } }]);
  });
});

describe('a message whose order does not exist', () => {
  const processOrder = async () => 'unknown_order' as const;

  test('is dead-lettered on its first delivery, and logged in one line', async () => {
    const { deliver, dead, log } = start({ processOrder });
    await deliver({ orderId }, metadata({ lockToken: 'lock-1' }));

    const description = `The message names an unknown order: ${orderId} does not exist.`;
    expect(dead).toEqual([['lock-1', { reason: 'UnknownOrder', description }]]);
    expect(log.entries).toEqual([{ level: 'warn', event: 'order_unknown', fields: { orderId, messageId: 'm' } }]);
  });

  test('is given back if the broker does not take it, in one line without a stack', async () => {
    const { deliver, log } = start({
      processOrder,
      deadLetterMessage: () => Promise.reject(new Error('No such lock')),
    });

    const failure: unknown = await deliver({ orderId }, metadata()).catch((error) => error);
    const text = 'Message "m" names an unknown order and could not be dead-lettered: Error: No such lock';

    expect(failure).toMatchObject({ message: text, stack: text });
    expect(log.entries).toEqual([]);
  });
});

test('a message that is handled is not dead-lettered', async () => {
  const { deliver, dead } = start();
  await deliver({ orderId }, metadata());

  expect(dead).toEqual([]);
});

test('a message of which the host says nothing is dead-lettered without its id', async () => {
  const { deliver, dead, log } = start();
  await deliver('x');

  expect(dead).toMatchObject([['', { reason: 'MalformedMessage' }]]);
  expect(log.entries).toMatchObject([{ fields: { messageId: '' } }]);
});

test('a host that counts deliveries from 0 is taken at its word', async () => {
  const { deliver } = start();
  expect(await deliver({ orderId }, metadata({ deliveryCount: 0 }))).toMatchObject({ deliveryCount: 0 });
});

describe('an id that the broker would reject in a copy', () => {
  test.each([['r'.repeat(101)], ['root\n'], ['root\u001b[31m'], ['Wurzel-ü'], [' ']])(
    '(%j) is replaced',
    async (id) => {
      const { deliver } = start();
      const rootOf = async (rootId: string) =>
        (await deliver({ orderId }, metadata({ applicationProperties: { rootId } })))?.message.rootId;

      const first = await rootOf(id);
      const again = await rootOf(id);
      const other = await rootOf(`${id}.`);

      expect(first).toMatch(/^[\w-]{43}$/);
      expect(again).toBe(first);
      expect(other).not.toBe(first);
    },
  );
});

test('code that cannot be loaded gives the message back, and is loaded again', async () => {
  let loads = 0;
  const handler = consumer(async () => {
    loads += 1;
    if (loads === 1) throw new Error('no memory');
    return async () => {};
  });
  const context = new InvocationContext({ invocationId: 'i', functionName: 'f' });

  await expect(handler({}, context)).rejects.toThrow('no memory');
  await expect(handler({}, context)).resolves.toBeUndefined();
});
