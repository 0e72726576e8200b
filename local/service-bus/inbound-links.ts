import { MalformedAmqp } from './amqp-values.ts';
import type { Broker, Inbound, Peer } from './broker.ts';
import { answerCbs, isGranted } from './cbs.ts';
import { malformed, notFound, notImplemented, unauthorized } from './failures.ts';
import { manage } from './management.ts';
import { parseRequest, type Request } from './request-response.ts';
import {
  acceptDelivery,
  confirmReceiver,
  isTransactional,
  refuseLink,
  rejectDelivery,
  sendEncoded,
} from './rhea-internals.ts';
import type { AmqpReceiver } from './rhea-types.ts';
import { receiveTransfer } from './send.ts';

const managementSuffix = '/$management';

/** The queue's address in a management address; undefined for any other address. */
export const managedAddress = (address: string): string | undefined =>
  address.toLowerCase().endsWith(managementSuffix) ? address.slice(0, -managementSuffix.length) : undefined;

export const isAllowed = ({ key, clock }: Broker, peer: Peer, address: string): boolean =>
  key === undefined || isGranted(peer.grants, address, clock.now());

/** Accepts a request before it is answered. Rejects one that is not valid AMQP. */
const requests =
  (answer: (request: Request) => void): Inbound =>
  (delivery, data) => {
    const request = parsed(data);
    if (request instanceof MalformedAmqp) {
      rejectDelivery(delivery, malformed(request.message));
      return;
    }
    acceptDelivery(delivery);
    answer(request);
  };

const parsed = (data: Buffer): Request | MalformedAmqp => {
  try {
    return parseRequest(data);
  } catch (error) {
    if (error instanceof MalformedAmqp) return error;
    throw error;
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
  const authorize = requests((request) => {
    reply(request.replyTo, answerCbs(request, peer.grants, broker.key, broker.clock.now()));
  });
  const managed = managedAddress(address);
  const entity = broker.entities.find(managed ?? address);
  if (isTransactional(receiver)) refuseLink(receiver, notImplemented('A transaction'));
  else if (address === '$cbs') open(authorize);
  else if (!entity) refuseLink(receiver, notFound(address));
  else if (!isAllowed(broker, peer, address)) refuseLink(receiver, unauthorized(address));
  else if (managed !== undefined)
    open(requests((request) => manage(broker, entity, receiver.connection, request, reply)));
  else open((delivery, data) => receiveTransfer(broker, entity, receiver.connection, delivery, data));
};
