import { manualClock } from './manual-clock.ts';
import { receiveBodies, withTopics } from './with-topics.ts';

const detecting = {
  t: {
    properties: { RequiresDuplicateDetection: true, DuplicateDetectionHistoryTimeWindow: 'PT1M' },
    subscriptions: { one: {}, two: {} },
  },
};

test('a duplicate is dropped at the topic, for all subscriptions', () =>
  withTopics(detecting, async (stage) => {
    const sender = stage.client.createSender('t');
    await sender.sendMessages({ body: 1, messageId: 'm' });
    await sender.sendMessages([
      { body: 2, messageId: 'm' },
      { body: 3, messageId: 'n' },
    ]);

    expect(await receiveBodies(stage, 't', 'one', 3)).toEqual([1, 3]);
    expect(await receiveBodies(stage, 't', 'two', 3)).toEqual([1, 3]);
  }));

test('after the window the same id is a new message', () => {
  const clock = manualClock(Date.now());
  return withTopics(
    detecting,
    async (stage) => {
      const sender = stage.client.createSender('t');
      await sender.sendMessages({ body: 1, messageId: 'm' });
      clock.advance(59_999);
      await sender.sendMessages({ body: 2, messageId: 'm' });
      clock.advance(1);
      await sender.sendMessages({ body: 3, messageId: 'm' });

      expect(await receiveBodies(stage, 't', 'one', 3)).toEqual([1, 3]);
    },
    { clock },
  );
});

test('a message that no rule accepted is remembered all the same', () => {
  const Properties = { FilterType: 'Sql', SqlFilter: { SqlExpression: 'wanted = TRUE' } };
  const one = { rules: [{ Name: 'wanted', Properties }] };
  return withTopics({ t: { ...detecting.t, subscriptions: { one } } }, async (stage) => {
    const sender = stage.client.createSender('t');
    await sender.sendMessages({ body: 1, messageId: 'm' });
    await sender.sendMessages({ body: 2, messageId: 'm', applicationProperties: { wanted: true } });

    expect(stage.broker.counts()['t/Subscriptions/one']).toMatchObject({ active: 0 });
  });
});

test('without duplicate detection the same id comes twice', () =>
  withTopics({ t: { subscriptions: { one: {} } } }, async (stage) => {
    const sender = stage.client.createSender('t');
    await sender.sendMessages({ body: 1, messageId: 'm' });
    await sender.sendMessages({ body: 2, messageId: 'm' });

    expect(await receiveBodies(stage, 't', 'one', 2)).toEqual([1, 2]);
  }));
