import { withBroker } from './with-broker.ts';

const list = async (controlUrl: string, query = ''): Promise<unknown> =>
  (await fetch(`${controlUrl}/_hearth/messages${query}`)).json();

test('the control endpoint shows messages that wait, are locked or scheduled, and leaves them as they are', () =>
  withBroker({ q: {} }, async ({ broker, client }) => {
    const sender = client.createSender('q');
    await sender.sendMessages({ body: { orderId: 'ord_1' }, messageId: 'first' });
    const [locked] = await client.createReceiver('q').receiveMessages(1);
    await sender.sendMessages({
      body: { orderId: 'ord_2' },
      messageId: 'second',
      applicationProperties: { attempt: 3 },
    });
    const later = new Date(Date.now() + 60_000);
    await sender.scheduleMessages({ body: { orderId: 'ord_3' }, messageId: 'third' }, later);

    expect(await list(broker.controlUrl)).toEqual([
      expect.objectContaining({ entity: 'q', messageId: 'first', state: 'locked', body: '{"orderId":"ord_1"}' }),
      expect.objectContaining({ messageId: 'second', state: 'active', deliveryCount: 0, properties: { attempt: 3 } }),
      expect.objectContaining({ messageId: 'third', state: 'scheduled', scheduledFor: later.toISOString() }),
    ]);
    expect(await list(broker.controlUrl, '?contains=ord_2')).toEqual([
      expect.objectContaining({ messageId: 'second' }),
    ]);
    expect(locked?.deliveryCount).toBe(0);
    expect(broker.counts().q).toMatchObject({ active: 1, locked: 1, scheduled: 1 });
  }));
