import { manualClock } from './manual-clock.ts';
import { noRetries, type Stage } from './with-broker.ts';
import { receiveBodies, withTopics } from './with-topics.ts';

const DELAY_MS = 1_800_000;

const withClock = (play: (stage: Stage, clock: ReturnType<typeof manualClock>) => Promise<void>): Promise<void> => {
  const clock = manualClock(Date.now());
  return withTopics({ t: { subscriptions: { one: {}, two: {} } } }, (stage) => play(stage, clock), { clock });
};

test('a scheduled message waits at the topic and reaches every subscription when it is due', () =>
  withClock(async (stage, clock) => {
    const sender = stage.client.createSender('t');
    await sender.scheduleMessages({ body: 'called' }, new Date(clock.now() + DELAY_MS));
    await sender.sendMessages({ body: 'property', scheduledEnqueueTimeUtc: new Date(clock.now() + DELAY_MS / 2) });

    expect(stage.broker.counts()).toMatchObject({
      t: { scheduled: 2 },
      't/Subscriptions/one': { active: 0, scheduled: 0 },
    });

    clock.advance(DELAY_MS);

    expect(stage.broker.counts()).toMatchObject({ t: { scheduled: 0 }, 't/Subscriptions/one': { active: 2 } });
    expect(await receiveBodies(stage, 't', 'one', 2)).toEqual(['property', 'called']);
    expect(await receiveBodies(stage, 't', 'two', 2)).toEqual(['property', 'called']);
  }));

test('a rule that is created before the message is due applies to it', () =>
  withClock(async (stage, clock) => {
    await stage.client.createSender('t').scheduleMessages({ body: 1 }, new Date(clock.now() + DELAY_MS));
    await stage.client.createRuleManager('t', 'one').deleteRule('$Default');
    clock.advance(DELAY_MS);

    expect(stage.broker.counts()).toMatchObject({
      't/Subscriptions/one': { active: 0 },
      't/Subscriptions/two': { active: 1 },
    });
  }));

test('a cancelled message reaches nobody, and is cancelled once', () =>
  withClock(async (stage, clock) => {
    const sender = stage.connect(noRetries).createSender('t');
    const later = new Date(clock.now() + DELAY_MS);
    const [first, second] = await sender.scheduleMessages([{ body: 1 }, { body: 2 }], later);
    if (!first || !second) throw new Error('two numbers must come');
    await sender.cancelScheduledMessages(first);

    await expect(sender.cancelScheduledMessages(first)).rejects.toMatchObject({ code: 'MessageNotFound' });

    clock.advance(DELAY_MS);

    expect(await receiveBodies(stage, 't', 'one', 2)).toEqual([2]);
    await expect(sender.cancelScheduledMessages(second)).rejects.toMatchObject({ code: 'MessageNotFound' });
  }));
