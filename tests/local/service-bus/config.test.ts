import config from '../../../local/service-bus/config.json' with { type: 'json' };
import { parseConfig } from '../../../local/service-bus/config.ts';
import { parseDuration } from '../../../local/service-bus/duration.ts';
import { queuesOf, topicsOf } from '../../../local/service-bus/entity-settings.ts';
import { startServiceBus } from '../../../local/service-bus/start-service-bus.ts';
import { configOf } from './with-broker.ts';

const withQueue = (properties: object, name: unknown = 'q') => ({
  UserConfig: { Namespaces: [{ Name: 'ns', Queues: [{ Name: name, Properties: properties }] }] },
});

const shipped = {
  lockDurationMs: 60_000,
  maxDeliveryCount: 10,
  timeToLiveMs: 3_600_000,
  deadLetterExpired: true,
};

/** The relays send again for what expires here, so it leaves no dead letter. */
const ofWebhooks = { ...shipped, deadLetterExpired: false, duplicateWindowMs: undefined };

test('the shipped configuration has the queues of the shop', () => {
  expect(queuesOf(parseConfig(config))).toEqual([
    { name: 'process-order', settings: { ...shipped, lockDurationMs: 30_000, duplicateWindowMs: 600_000 } },
    { name: 'deliver-webhook', settings: ofWebhooks },
  ]);
});

test('the shipped configuration has the topic of events and its subscription', () => {
  expect(topicsOf(parseConfig(config))).toMatchObject([
    {
      name: 'events',
      settings: { timeToLiveMs: 3_600_000, duplicateWindowMs: undefined },
      subscriptions: [{ name: 'events/Subscriptions/webhooks', settings: ofWebhooks }],
    },
  ]);
});

test('everything that is wrong is listed at once', () => {
  const wrong = {
    UserConfig: {
      Namespaces: [
        {
          Name: 'ns',
          Queues: [
            {
              Name: 'a',
              Properties: { LockDuration: '30s', MaxDeliveryCount: 0, ForwardTo: 'b', RequiresSession: true },
            },
            { Name: 'A', Properties: { Colour: 'blue', ForwardDeadLetteredMessagesTo: 'b', LockDuration: 'PT6M' } },
            { Properties: {} },
          ],
          Topics: [
            { Name: 'a', Properties: { RequiresDuplicateDetection: 1, LockDuration: 'PT5S' } },
            {
              Name: 't',
              Subscriptions: [
                { Name: 's/1', Properties: { ForwardTo: 'a', RequiresSession: true } },
                { Name: 'b', Properties: { MaxDeliveryCount: 0, RequiresDuplicateDetection: true } },
                { Name: 'B' },
              ],
            },
            { Name: 'T' },
          ],
        },
      ],
      Other: 1,
    },
  };
  expect(() => parseConfig(wrong)).toThrow(
    [
      'The configuration of Service Bus cannot be used:',
      'config.UserConfig.Namespaces[0].Queues[0].Properties.ForwardTo must be empty: forwarding is not implemented.',
      'config.UserConfig.Namespaces[0].Queues[0].Properties.LockDuration must be an ISO 8601 duration such as "PT30S".',
      'config.UserConfig.Namespaces[0].Queues[0].Properties.MaxDeliveryCount must be a whole number from 1 to 2000.',
      'config.UserConfig.Namespaces[0].Queues[0].Properties.RequiresSession must be false: sessions are not implemented.',
      'config.UserConfig.Namespaces[0].Queues[1].Properties.ForwardDeadLetteredMessagesTo must be empty: forwarding is not implemented.',
      'config.UserConfig.Namespaces[0].Queues[1].Properties.LockDuration must be from 1 to 300 seconds.',
      'config.UserConfig.Namespaces[0].Queues[1].Properties.Colour is not implemented.',
      'config.UserConfig.Namespaces[0].Queues[2].Name is missing.',
      'config.UserConfig.Namespaces[0].Queues has two entries named a; names ignore case.',
      'config.UserConfig.Namespaces[0].Topics[0].Properties.RequiresDuplicateDetection must be true or false.',
      'config.UserConfig.Namespaces[0].Topics[0].Properties.LockDuration is not implemented.',
      'config.UserConfig.Namespaces[0].Topics[1].Subscriptions[0].Name must be a name of letters, digits, and . - _, up to 50 characters.',
      'config.UserConfig.Namespaces[0].Topics[1].Subscriptions[0].Properties.ForwardTo must be empty: forwarding is not implemented.',
      'config.UserConfig.Namespaces[0].Topics[1].Subscriptions[0].Properties.RequiresSession must be false: sessions are not implemented.',
      'config.UserConfig.Namespaces[0].Topics[1].Subscriptions[1].Properties.MaxDeliveryCount must be a whole number from 1 to 2000.',
      'config.UserConfig.Namespaces[0].Topics[1].Subscriptions[1].Properties.RequiresDuplicateDetection is not implemented.',
      'config.UserConfig.Namespaces[0].Topics[1].Subscriptions has two entries named b; names ignore case.',
      'config.UserConfig.Namespaces[0].Topics has two entries named t; names ignore case.',
      'config.UserConfig.Namespaces[0].Topics has the name of a queue: a; names ignore case.',
      'config.UserConfig.Other is not implemented.',
    ].join('\n- '),
  );
});

test.each([
  [null],
  ['x'],
  [{}],
  [{ UserConfig: { Namespaces: [] } }],
  [withQueue([])],
  [withQueue({}, 7)],
  [withQueue({}, '$cbs')],
])('refuses %j', (json) => {
  expect(() => parseConfig(json)).toThrow('cannot be used');
});

test.each([
  ['PT30S', 30_000],
  ['P14D', 1_209_600_000],
  ['P1DT2H3M4.5S', 93_784_500],
  ['PT0.25S', 250],
])('%s is a duration', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each(['', 'P', 'PT', 'P1DT', '30', 'PT30', 'P1M', 'PT-1S', 'pt1s'])('%j is not a duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test('a taken port is reported, and leaves nothing running', async () => {
  const first = await startServiceBus({ port: 0, config: configOf({ q: {} }) });
  const controlPort = Number(new URL(first.controlUrl).port);
  try {
    for (const ports of [{ port: first.port }, { port: 0, controlPort }]) {
      await expect(startServiceBus({ ...ports, config: configOf({ q: {} }) })).rejects.toMatchObject({
        code: 'EADDRINUSE',
      });
    }
    const second = await startServiceBus({ port: 0, config: configOf({ q: {} }) });
    await second.close();
    const taken = startServiceBus({ port: second.port, controlPort, config: configOf({ q: {} }) });
    await expect(taken).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const third = await startServiceBus({ port: second.port, config: configOf({ q: {} }) });
    await third.close();
  } finally {
    await first.close();
  }
});

test('a configuration with unsupported features prevents the start', async () => {
  const json = JSON.parse(JSON.stringify(withQueue({ RequiresSession: true })));
  await expect(startServiceBus({ port: 0, config: json })).rejects.toThrow('sessions are not implemented');
});
