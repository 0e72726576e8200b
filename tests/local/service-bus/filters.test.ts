import { type Stage, until } from './with-broker.ts';
import { receiveBodies, topicConfig, withTopics } from './with-topics.ts';

const sql = (SqlExpression: string, Name = 'rule') => ({
  Name,
  Properties: { FilterType: 'Sql', SqlFilter: { SqlExpression } },
});

const correlation = (CorrelationFilter: object, Name = 'rule') => ({
  Name,
  Properties: { FilterType: 'Correlation', CorrelationFilter },
});

const withRules = (rules: Readonly<Record<string, unknown[]>>, play: (stage: Stage) => Promise<void>) =>
  withTopics(
    {
      t: {
        subscriptions: Object.fromEntries(
          Object.entries(rules).map(([name, list]): [string, { rules: unknown[] }] => [name, { rules: list }]),
        ),
      },
    },
    play,
  );

test('a subscription gets only what its SQL filter accepts', () =>
  withRules({ placed: [sql("type = 'order.placed'")], others: [sql("type <> 'order.placed'")] }, async (stage) => {
    await stage.client
      .createSender('t')
      .sendMessages([
        { body: 1, applicationProperties: { type: 'order.placed' } },
        { body: 2, applicationProperties: { type: 'order.shipped' } },
        { body: 3 },
      ]);

    expect(await receiveBodies(stage, 't', 'placed', 2)).toEqual([1]);
    expect(await receiveBodies(stage, 't', 'others', 2)).toEqual([2]);
  }));

test('an SQL filter sees the system properties that the client sets', () =>
  withRules(
    {
      all: [
        sql(
          [
            "sys.MessageId = 'id' AND sys.CorrelationId = 'correlation' AND sys.ContentType = 'text/plain'",
            "sys.Label = 'subject' AND sys.Subject = 'subject' AND sys.To = 'to' AND sys.ReplyTo = 'reply'",
            "sys.ReplyToSessionId = 'session' AND sys.SessionId IS NULL",
          ].join(' AND '),
        ),
      ],
    },
    async (stage) => {
      const fields = { messageId: 'id', correlationId: 'correlation', contentType: 'text/plain', subject: 'subject' };
      const more = { to: 'to', replyTo: 'reply', replyToSessionId: 'session' };
      await stage.client.createSender('t').sendMessages([{ body: 1 }, { body: 2, ...fields, ...more }]);

      expect(await receiveBodies(stage, 't', 'all', 2)).toEqual([2]);
    },
  ));

test('a correlation filter wants all its properties to be equal', () =>
  withRules(
    { some: [correlation({ Label: 'order', Properties: { region: 'eu', tier: 1, test: false } })] },
    async (stage) => {
      const right = { region: 'eu', tier: 1, test: false };
      await stage.client.createSender('t').sendMessages([
        { body: 1, subject: 'order', applicationProperties: right },
        { body: 2, subject: 'Order', applicationProperties: right },
        { body: 3, subject: 'order', applicationProperties: { ...right, tier: 2 } },
        { body: 4, subject: 'order', applicationProperties: { region: 'eu', tier: 1 } },
        { body: 5, applicationProperties: right },
      ]);

      expect(await receiveBodies(stage, 't', 'some', 5)).toEqual([1]);
    },
  ));

test.each([
  ['ContentType', { contentType: 'x' }],
  ['CorrelationId', { correlationId: 'x' }],
  ['Label', { subject: 'x' }],
  ['MessageId', { messageId: 'x' }],
  ['ReplyTo', { replyTo: 'x' }],
  ['ReplyToSessionId', { replyToSessionId: 'x' }],
  ['SessionId', { sessionId: 'x' }],
  ['To', { to: 'x' }],
])('a correlation filter compares %s', (setting, fields) =>
  withRules({ one: [correlation({ [setting]: 'x' })] }, async (stage) => {
    await stage.client.createSender('t').sendMessages([
      { body: 1, messageId: 'y' },
      { body: 2, ...fields },
    ]);

    expect(await receiveBodies(stage, 't', 'one', 2)).toEqual([2]);
  }),
);

test('several rules give one copy if any of them holds', () =>
  withRules({ either: [sql('a = 1', 'first'), sql('b = 1', 'second')] }, async (stage) => {
    await stage.client.createSender('t').sendMessages([
      { body: 1, applicationProperties: { a: 1, b: 1 } },
      { body: 2, applicationProperties: { b: 1 } },
      { body: 3, applicationProperties: { a: 2 } },
    ]);

    expect(await receiveBodies(stage, 't', 'either', 3)).toEqual([1, 2]);
  }));

test('the messages of a batch are filtered one by one', () =>
  withRules({ odd: [sql('odd = TRUE')] }, async (stage) => {
    const sender = stage.client.createSender('t');
    const batch = await sender.createMessageBatch();
    for (const body of [1, 2, 3]) batch.tryAddMessage({ body, applicationProperties: { odd: body % 2 === 1 } });
    await sender.sendMessages(batch);
    await until(() => stage.broker.counts()['t/Subscriptions/odd']?.active === 2);

    expect(await receiveBodies(stage, 't', 'odd', 2)).toEqual([1, 3]);
  }));

test('every rule that cannot be used is reported at once', () => {
  const rules = [
    sql('count + 1 = 2', 'one'),
    sql('a = 1', 'ONE'),
    { ...sql('a = 1', 'two'), Properties: { ...sql('a = 1').Properties, Action: { SqlExpression: 'SET a = 1' } } },
    correlation({}, 'three'),
    correlation({ Properties: { a: [] }, Colour: 'blue' }, 'four'),
    { Name: 'five', Properties: { FilterType: 'Magic' } },
  ];
  const at = 'config.UserConfig.Namespaces[0].Topics[0].Subscriptions[0].Rules';

  expect(() => topicConfig({ t: { subscriptions: { s: { rules } } } })).toThrow(
    [
      'The configuration of Service Bus cannot be used:',
      `${at}[0].Properties.SqlFilter.SqlExpression cannot be used: arithmetic is not implemented.`,
      `${at}[2].Properties.Action is not implemented.`,
      `${at}[3].Properties.CorrelationFilter needs a property to compare.`,
      `${at}[4].Properties.CorrelationFilter.Properties.a must be text, a number, true or false.`,
      `${at}[4].Properties.CorrelationFilter.Colour is not implemented.`,
      `${at}[5].Properties.FilterType must be one of Sql, Correlation.`,
      `${at} has two entries named one; names ignore case.`,
    ].join('\n- '),
  );
});
