import { MalformedAmqp } from './amqp-values.ts';
import type { Broker, Inbound, Peer } from './broker.ts';
import { answerCbs, isGranted } from './cbs.ts';
import { malformed, notFound, unauthorized } from './failures.ts';
import { manage } from './management.ts';
import { acceptDelivery, confirmReceiver, refuseLink, rejectDelivery, sendEncoded } from './rhea-internals.ts';
import type { AmqpReceiver } from './rhea-types.ts';
import { receiveTransfer } from './send.ts';

const managementSuffix = '/$management';

/** The queue's address in a management address; undefined for any other address. */
export const managedAddress = (address: string): string | undefined =>
  address.toLowerCase().endsWith(managementSuffix) ? address.slice(0, -managementSuffix.length) : undefined;

export const isAllowed = ({ key, clock }: Broker, peer: Peer, address: string): boolean =>
  key === undefined || isGranted(peer.grants, address, clock.now());

/** Accepts a request without waiting for its answer. Rejects one that is not valid AMQP. */
const requests =
  (answer: (data: Buffer) => void): Inbound =>
  (delivery, data) => {
    try {
      answer(data);
      acceptDelivery(delivery);
    } catch (error) {
      if (!(error instanceof MalformedAmqp)) throw error;
      rejectDelivery(delivery, malformed(error.message));
    }
  };

/** Opens a link on which the client sends messages to a queue, or requests. */
export const openInbound = (broker: Broker, peer: Peer, receiver: AmqpReceiver): void => {
  const address = receiver.target?.address ?? '';
  const reply = (replyTo: string, response: Buffer): void => {
    const sender = peer.replies.get(replyTo);
    if (sender?.is_open()) sendEncoded(sender, response, { settled: true });
  };
  const open = (inbound: Inbound): void => {
    confirmReceiver(receiver, address);
    peer.inbound.set(receiver, inbound);
  };
  const authorize = requests((data) => {
    const { replyTo, response } = answerCbs(data, peer.grants, broker.key, broker.clock.now());
    reply(replyTo, response);
  });
  const managed = managedAddress(address);
  const entity = broker.entities.find(managed ?? address);
  if (address === '$cbs') open(authorize);
  else if (!entity) refuseLink(receiver, notFound(address));
  else if (!isAllowed(broker, peer, address)) refuseLink(receiver, unauthorized(address));
  else if (managed !== undefined) open(requests((data) => manage(broker, entity, receiver.connection, data, reply)));
  else open((delivery, data) => receiveTransfer(broker, entity, receiver.connection, delivery, data));
};
