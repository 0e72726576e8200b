import { ServiceBusClient } from '@azure/service-bus';
import { manualClock } from './manual-clock.ts';
import { rawClient, rawRequest } from './raw-client.ts';
import { fastRetries, noRetries, withBroker } from './with-broker.ts';

const key = { name: 'RootManageSharedAccessKey', value: 'c2VjcmV0' };

describe('an entity that does not exist', () => {
  test('is named in the error of every operation', () =>
    withBroker({ q: {} }, async ({ connect }) => {
      const client = connect(noRetries);
      const notFound = { code: 'MessagingEntityNotFound', message: expect.stringContaining('nowhere') };
      await expect(client.createSender('nowhere').sendMessages({ body: 1 })).rejects.toMatchObject(notFound);

      const receiver = client.createReceiver('nowhere');
      await expect(receiver.receiveMessages(1, { maxWaitTimeInMs: 500 })).rejects.toMatchObject(notFound);
      await expect(receiver.peekMessages(1)).rejects.toMatchObject(notFound);
    }));

  test('a topic’s subscription does not exist either', () =>
    withBroker({ q: {} }, async ({ connect }) => {
      const client = connect(noRetries);
      await expect(client.createReceiver('q', 'sub').peekMessages(1)).rejects.toMatchObject({
        code: 'MessagingEntityNotFound',
      });
      await expect(
        client.createRuleManager('q', 'sub').createRule('r', { sqlExpression: '1=1' }),
      ).rejects.toMatchObject({
        code: 'MessagingEntityNotFound',
      });
    }));

  test('the name of a queue does not depend on case', () =>
    withBroker({ Orders: {} }, async ({ broker, client }) => {
      await client.createSender('orders').sendMessages({ body: 1 });
      expect(broker.counts().Orders).toMatchObject({ active: 1 });
    }));
});

describe('what is not implemented', () => {
  test('sessions are refused', () =>
    withBroker({ q: {} }, async ({ connect }) => {
      const client = connect(noRetries);
      // The client's own error for a link that is closed after it was opened for a named session.
      await expect(client.acceptSession('q', 's')).rejects.toMatchObject({ code: 'SessionCannotBeLocked' });
      await expect(client.acceptNextSession('q')).rejects.toMatchObject({
        message: expect.stringContaining('Receiving from a session is not implemented.'),
      });
    }));

  test('HTTP is answered with what is missing', () =>
    withBroker({ q: {} }, async ({ broker }) => {
      const response = await fetch(`http://127.0.0.1:${broker.port}/q?api-version=2021-05`);

      expect(response.status).toBe(501);
      expect(await response.text()).toMatch(/ServiceBusAdministrationClient .* is not implemented/);
    }));

  test.each([
    'com.microsoft:renew-session-lock',
    'com.microsoft:get-message-sessions',
    'com.microsoft:batch-delete-messages',
    'constructor',
  ])('the operation %s is answered with 501', (operation) =>
    withBroker({ q: {} }, async ({ broker }) => {
      const { application_properties } = await rawRequest(broker.port, 'q/$management', { operation }, {});
      expect(application_properties).toMatchObject({
        statusCode: 501,
        statusDescription: `The operation ${operation} is not implemented.`,
        errorCondition: 'amqp:not-implemented',
      });
    }),
  );

  test.each<[string, object]>([
    ['com.microsoft:renew-lock', {}],
    ['com.microsoft:renew-lock', { 'lock-tokens': ['x'] }],
    ['com.microsoft:peek-message', { 'from-sequence-number': 'x', 'message-count': 1 }],
    ['com.microsoft:schedule-message', { messages: [{ message: Buffer.from('junk') }] }],
    ['com.microsoft:schedule-message', { messages: [{}] }],
    ['com.microsoft:cancel-scheduled-message', { 'sequence-numbers': ['x'] }],
  ])('%s without what it needs is answered 400: %j', (operation, body) =>
    withBroker({ q: {} }, async ({ broker }) => {
      const { application_properties } = await rawRequest(broker.port, 'q/$management', { operation }, body);
      expect(application_properties).toMatchObject({ statusCode: 400, errorCondition: 'com.microsoft:argument-error' });
    }),
  );

  test('scheduling what has no time is answered 400', () =>
    withBroker({ q: {} }, async ({ broker }) => {
      const body = { messages: [{ message: Buffer.from('0053770000', 'hex').subarray(0, 0) }] };
      const operation = 'com.microsoft:schedule-message';
      const { application_properties } = await rawRequest(broker.port, 'q/$management', { operation }, body);

      expect(application_properties).toMatchObject({ statusCode: 400 });
      expect(broker.counts().q).toMatchObject({ active: 0, scheduled: 0 });
    }));

  test.each([
    ['jwt', 'ey.ey.sig', 'only shared access signatures are'],
    ['servicebus.windows.net:sastoken', 'ey.ey.sig', 'not a shared access signature'],
    ['servicebus.windows.net:sastoken', 'SharedAccessSignature sr=x', 'no expiry'],
    ['servicebus.windows.net:sastoken', 'SharedAccessSignature sr=sb%3A%2F%2Fx%2Fq&se=1&sig=x', 'expired'],
    ['servicebus.windows.net:sastoken', 'SharedAccessSignature sr=sb%3A%2F%2Fx%2Fq&se=%zz&sig=x', 'no expiry'],
  ])('a token of the type %s that says %j is refused', (type, token, text) =>
    withBroker({ q: {} }, async ({ broker }) => {
      const { application_properties } = await rawRequest(broker.port, '$cbs', { operation: 'put-token', type }, token);
      expect(application_properties).toMatchObject({
        'status-code': 401,
        'status-description': expect.stringContaining(text),
      });
    }),
  );
});

describe('a transfer that is not a message', () => {
  const outcomeOf = (port: number, data: Buffer, format: number): Promise<unknown> =>
    new Promise((resolve) => {
      const { container, connection } = rawClient(port);
      const answer = (outcome: unknown): void => {
        connection.close();
        resolve(outcome);
      };
      container.on('accepted', () => answer('accepted'));
      container.on('rejected', ({ delivery }) => answer(delivery.remote_state.error));
      container.on('disconnected', () => resolve('disconnected'));
      container.once('sendable', ({ sender }) => sender.send(data, undefined, format));
      connection.open_sender('q');
    });

  test.each([
    ['nothing', Buffer.alloc(0), 0],
    ['nothing as a batch', Buffer.alloc(0), 0x8001_3700],
    ['junk', Buffer.from('hello'), 0],
    ['descriptors without end', Buffer.alloc(200_000), 0],
  ])('is rejected as such and stores nothing: %s', (_, data, format) =>
    withBroker({ q: {} }, async ({ broker }) => {
      expect(await outcomeOf(broker.port, data, format)).toMatchObject({ condition: 'amqp:decode-error' });
      expect(broker.counts().q).toMatchObject({ active: 0 });
    }),
  );
});

describe('with a key', () => {
  test('its tokens are accepted', () =>
    withBroker(
      { q: {} },
      async ({ broker, client }) => {
        await client.createSender('q').sendMessages({ body: 1 });
        expect(await client.createReceiver('q').peekMessages(1)).toHaveLength(1);
        expect(broker.connectionString).toContain(key.value);
      },
      { sharedAccessKey: key },
    ));

  test.each([
    ['value', { ...key, value: 'b3RoZXI=' }],
    ['name', { ...key, name: 'other' }],
  ])('those signed with another %s are not', (_, wrong) =>
    withBroker(
      { q: {} },
      async ({ broker }) => {
        const connectionString = broker.connectionString
          .replace(`SharedAccessKeyName=${key.name}`, `SharedAccessKeyName=${wrong.name}`)
          .replace(`SharedAccessKey=${key.value}`, `SharedAccessKey=${wrong.value}`);
        const client = new ServiceBusClient(connectionString, noRetries);
        try {
          await expect(client.createSender('q').sendMessages({ body: 1 })).rejects.toMatchObject({
            code: 'UnauthorizedAccess',
          });
        } finally {
          await client.close();
        }
      },
      { sharedAccessKey: key },
    ),
  );

  test('a link without a token is refused, and so is one after the token’s time', () => {
    const clock = manualClock(Date.now());
    return withBroker(
      { q: {} },
      async ({ broker, connect }) => {
        for (const open of ['open_sender', 'open_receiver'] as const) {
          const client = rawClient(broker.port);
          const refused = new Promise((resolve) => {
            client.container.on('sender_close', ({ sender }) => resolve(sender.error));
            client.container.on('receiver_close', ({ receiver }) => resolve(receiver.error));
          });
          client.connection[open]('q');
          expect(await refused).toMatchObject({ condition: 'amqp:unauthorized-access' });
          client.connection.close();
        }
        clock.advance(100 * 86_400_000);
        await expect(connect(noRetries).createSender('q').sendMessages({ body: 1 })).rejects.toMatchObject({
          code: 'UnauthorizedAccess',
        });
      },
      { sharedAccessKey: key, clock },
    );
  });
});

describe('the control endpoint', () => {
  const json = async (response: Response): Promise<unknown> => response.json();

  test('counts messages by state', () =>
    withBroker({ q: {}, other: {} }, async ({ broker, client }) => {
      const sender = client.createSender('q');
      await sender.sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }, { body: 4 }]);
      await sender.scheduleMessages({ body: 5 }, new Date(Date.now() + 60_000));
      const receiver = client.createReceiver('q', { maxAutoLockRenewalDurationInMs: 0 });
      const [first, second] = await receiver.receiveMessages(3, { maxWaitTimeInMs: 1_000 });
      if (!first || !second) throw new Error('messages must come');
      await receiver.deferMessage(first);
      await receiver.deadLetterMessage(second);

      expect(await json(await fetch(`${broker.controlUrl}/_hearth/queues`))).toEqual({
        q: { active: 1, locked: 1, scheduled: 1, deferred: 1, deadLettered: 1 },
        other: { active: 0, locked: 0, scheduled: 0, deferred: 0, deadLettered: 0 },
      });
    }));

  test('sets, shows and clears faults', () =>
    withBroker({ q: {} }, async ({ broker, connect }) => {
      const url = `${broker.controlUrl}/_hearth/faults`;
      const rules = [{ fault: 'reject-send', count: 1 }];
      const put = await fetch(url, { method: 'PUT', body: JSON.stringify({ rules }) });

      expect(await json(put)).toEqual({ rules, struck: 0 });

      const sender = connect(noRetries).createSender('q');

      await expect(sender.sendMessages({ body: 1 })).rejects.toMatchObject({ code: 'ServiceBusy' });
      expect(await json(await fetch(url))).toEqual({ rules: [{ fault: 'reject-send', count: 0 }], struck: 1 });
      expect((await fetch(url, { method: 'DELETE' })).status).toBe(204);
      expect(await json(await fetch(url))).toEqual({ rules: [], struck: 0 });
    }));

  test('pauses and resumes', () =>
    withBroker({ q: {} }, async ({ broker }) => {
      const url = `${broker.controlUrl}/_hearth/pause`;

      expect((await fetch(url, { method: 'PUT' })).status).toBe(204);
      expect(await json(await fetch(url))).toEqual({ paused: true });
      expect((await fetch(url, { method: 'DELETE' })).status).toBe(204);
      expect(broker.faults.isPaused()).toBe(false);
    }));

  test.each([
    ['PUT', 'faults', '{"rules":[{"fault":"explode"}]}', 400],
    ['PUT', 'faults', 'not json', 400],
    ['PUT', 'pause', '{"forMs":"x"}', 400],
    ['GET', 'nothing', undefined, 404],
  ])('answers %s /_hearth/%s with %j by %d', (method, path, body, status) =>
    withBroker({ q: {} }, async ({ broker }) => {
      const response = await fetch(`${broker.controlUrl}/_hearth/${path}`, { method, ...(body && { body }) });
      expect(response.status).toBe(status);
      expect(await json(response)).toMatchObject({ error: expect.any(String) });
    }),
  );
});

test('close ends connections that are in use', () =>
  withBroker({ q: {} }, async ({ broker }) => {
    const client = new ServiceBusClient(broker.connectionString, fastRetries);
    const receiver = client.createReceiver('q');
    receiver.subscribe({ processMessage: async () => {}, processError: async () => {} });
    await receiver.peekMessages(1);
    await broker.close();
    await client.close();
  }));
