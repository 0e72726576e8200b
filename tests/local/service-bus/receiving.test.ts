import { withBroker } from './with-broker.ts';

const noRenewal = { maxAutoLockRenewalDurationInMs: 0 };

describe('receiving', () => {
  test('a completed message is gone', () =>
    withBroker({ q: {} }, async ({ broker, client }) => {
      await client.createSender('q').sendMessages({ body: { order: 1 }, messageId: 'm1' });
      expect(broker.counts().q).toMatchObject({ active: 1 });
      const receiver = client.createReceiver('q', noRenewal);
      const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 2_000 });
      if (!message) throw new Error('nothing came');
      expect(message).toMatchObject({ body: { order: 1 }, messageId: 'm1', deliveryCount: 0, state: 'active' });
      expect(broker.counts().q).toMatchObject({ active: 0, locked: 1 });
      await receiver.completeMessage(message);
      expect(broker.counts().q).toEqual({ active: 0, locked: 0, scheduled: 0, deferred: 0, deadLettered: 0 });
    }));
});
