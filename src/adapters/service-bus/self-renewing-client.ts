import type { ServiceBusClient, ServiceBusSender } from '@azure/service-bus';

export type Sender = Pick<ServiceBusSender, 'entityPath' | 'sendMessages' | 'scheduleMessages' | 'createMessageBatch'>;

/** `current`: for receivers, which belong to one client; see `perClient`. */
export type ServiceBus = {
  createSender(entity: string): Sender;
  current(): ServiceBusClient;
  close(): Promise<void>;
};

/** Sends that fail for so long, with none that succeeds, are a fault of the client. */
const RENEW_AFTER_MS = 20_000;
const MIN_FAILURES = 3;

/**
 * A client that is replaced when it no longer sends. If a connection opens too slowly, the library
 * opens another one and confuses what both receive; then no call succeeds until the process ends.
 * During a real outage it costs a new client every 20 s.
 */
export const selfRenewingClient = (create: () => ServiceBusClient, now: () => number = Date.now): ServiceBus => {
  let client = create();
  let senders = new Map<string, ServiceBusSender>();
  let failures = 0;
  let failingSince: number | undefined;

  const reset = (): void => {
    failures = 0;
    failingSince = undefined;
  };

  const renew = (): void => {
    const old = client;
    client = create();
    senders = new Map();
    reset();
    // It may never answer, and there is nobody to tell.
    void old.close().catch(() => {});
  };

  const noteFailure = (failed: ServiceBusClient): void => {
    // A call of an earlier client says nothing about this one.
    if (failed !== client) return;
    failures += 1;
    failingSince ??= now();
    if (failures >= MIN_FAILURES && now() - failingSince >= RENEW_AFTER_MS) renew();
  };

  const senderOf = (entity: string): ServiceBusSender => {
    const sender = senders.get(entity) ?? client.createSender(entity);
    senders.set(entity, sender);
    return sender;
  };

  const send = async <T>(entity: string, work: (sender: ServiceBusSender) => Promise<T>): Promise<T> => {
    const used = client;
    try {
      const result = await work(senderOf(entity));
      if (used === client) reset();
      return result;
    } catch (error) {
      noteFailure(used);
      throw error;
    }
  };

  return {
    createSender: (entity) => ({
      entityPath: entity,
      sendMessages: (messages, options) => send(entity, (sender) => sender.sendMessages(messages, options)),
      scheduleMessages: (messages, at, options) =>
        send(entity, (sender) => sender.scheduleMessages(messages, at, options)),
      createMessageBatch: (options) => send(entity, (sender) => sender.createMessageBatch(options)),
    }),
    current: () => client,
    close: () => client.close(),
  };
};
