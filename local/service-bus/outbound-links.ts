import { randomBytes } from 'node:crypto';
import { readValue } from './amqp-values.ts';
import type { Broker, Outbound, Peer } from './broker.ts';
import type { Source } from './entities.ts';
import { lockLost, notAllowed, notFound, notImplemented, onlySent, unauthorized } from './failures.ts';
import { isAllowed, managedAddress } from './inbound-links.ts';
import { tagFromToken, tokenFromTag } from './lock-token.ts';
import { type Content, encodeMessage } from './message-codec.ts';
import { perform } from './operation.ts';
import type { Message, ReceiveMode } from './queue.ts';
import {
  acceptDelivery,
  confirmSender,
  deliveriesOf,
  echoFlow,
  freeCredit,
  isAttaching,
  isDraining,
  modifiedOutcome,
  refuseLink,
  rejectDelivery,
  rejectionInfo,
  sendEncoded,
} from './rhea-internals.ts';
import type { AmqpDelivery, AmqpSender } from './rhea-types.ts';
import { type Disposition, loseLock, settle } from './settlement.ts';

const deliverOn =
  ({ faults }: Broker, { queue }: Source, sender: AmqpSender) =>
  (message: Message<Content>): void => {
    const token = message.lock?.token;
    const tag = token === undefined ? randomBytes(16) : tagFromToken(token);
    sendEncoded(sender, encodeMessage(message), { tag, settled: token === undefined });
    const rule = faults.next('deliver', queue.name);
    if (rule?.fault === 'lose-lock' && token !== undefined) loseLock(queue, token);
    // Deferred, so that the message leaves first.
    if (rule?.fault === 'drop-connection') setImmediate(() => sender.connection.socket.destroy());
  };

const settleOn =
  ({ faults, clock }: Broker, { queue }: Source, sender: AmqpSender) =>
  (delivery: AmqpDelivery, how: Disposition): void =>
    perform(
      {
        kind: 'settle',
        entity: queue.name,
        connection: sender.connection,
        apply: () => settle(queue, tokenFromTag(delivery.tag), how),
        answer: (result) => {
          if (result === 'settled') acceptDelivery(delivery);
          else if (result === 'lock-lost') rejectDelivery(delivery, lockLost);
          else rejectDelivery(delivery, notAllowed('A dead letter cannot be dead-lettered.'));
        },
        fail: (failure) => rejectDelivery(delivery, failure),
      },
      faults,
      clock,
    );

const createOutbound = (broker: Broker, entity: Source, sender: AmqpSender, mode: ReceiveMode): Outbound => {
  const { dispatcher } = entity;
  const detach = dispatcher.attach({
    mode,
    room: () => (isAttaching(sender) ? 0 : freeCredit(sender)),
    deliver: deliverOn(broker, entity, sender),
  });
  const flow = (): void => {
    if (isAttaching(sender)) {
      process.nextTick(flow);
      return;
    }
    const before = deliveriesOf(sender);
    dispatcher.pump();
    if (isDraining(sender)) sender.set_drained(true);
    else if (deliveriesOf(sender) === before) echoFlow(sender);
  };
  return { session: sender.session, settle: settleOn(broker, entity, sender), pump: dispatcher.pump, detach, flow };
};

/** Opens a link on which the client receives messages of a queue, or answers. */
export const openOutbound = (broker: Broker, peer: Peer, sender: AmqpSender): void => {
  const address = sender.source?.address ?? '';
  const openReplies = (): void => {
    confirmSender(sender, address, 'settled');
    // The client of JavaScript gives its link to $cbs no target address, and means the link's name.
    peer.replies.set(sender.target?.address ?? sender.name, sender);
  };
  const managed = managedAddress(address);
  const entity = broker.entities.find(managed ?? address);
  if (address === '$cbs') openReplies();
  else if (!entity) refuseLink(sender, notFound(address));
  else if (!isAllowed(broker, peer, address)) refuseLink(sender, unauthorized(address));
  else if (managed !== undefined) openReplies();
  else if (entity.kind === 'topic') refuseLink(sender, onlySent(address));
  else if (wantsSession(sender)) refuseLink(sender, notImplemented('Receiving from a session'));
  else openReceiving(broker, peer, sender, entity, address);
};

const wantsSession = (sender: AmqpSender): boolean =>
  Object.hasOwn(sender.source?.filter ?? {}, 'com.microsoft:session-filter');

const openReceiving = (broker: Broker, peer: Peer, sender: AmqpSender, entity: Source, address: string): void => {
  const mode = sender.snd_settle_mode === 1 ? 'receiveAndDelete' : 'peekLock';
  confirmSender(sender, address, mode === 'receiveAndDelete' ? 'settled' : 'unsettled');
  peer.outbound.set(sender, createOutbound(broker, entity, sender, mode));
};

const decodeText = (encoded: Buffer | undefined): string | undefined => {
  const value = encoded ? readValue({ buffer: encoded, offset: 0 }) : null;
  return value === null ? undefined : String(value);
};

const reasonKey = 'DeadLetterReason';
const descriptionKey = 'DeadLetterErrorDescription';

/** Reads the outcome `rejected`, which dead-letters the message. */
export const deadLettering = (delivery: AmqpDelivery): Disposition => {
  const info = rejectionInfo(delivery);
  const reason = { reason: decodeText(info.get(reasonKey)), description: decodeText(info.get(descriptionKey)) };
  info.delete(reasonKey);
  info.delete(descriptionKey);
  return { kind: 'deadLetter', changes: info, reason };
};

/** Reads the outcome `modified`, which abandons or defers the message. */
export const abandoningOrDeferring = (delivery: AmqpDelivery): Disposition => {
  const { undeliverableHere, entries } = modifiedOutcome(delivery);
  return { kind: undeliverableHere ? 'defer' : 'abandon', changes: entries };
};
