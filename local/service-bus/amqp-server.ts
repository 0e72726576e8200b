import type { Socket } from 'node:net';
import type { Container } from 'rhea';
import { type Broker, createPeer, type Peer } from './broker.ts';
import { shutDown } from './failures.ts';
import { openInbound } from './inbound-links.ts';
import { abandoningOrDeferring, deadLettering, openOutbound } from './outbound-links.ts';
import { acceptDelivery, acceptSocket, createAmqpContainer, keepRaw, recognizeTransactions } from './rhea-internals.ts';
import type {
  AmqpConnection,
  AmqpSender,
  OutcomeContext,
  ReceiverContext,
  SenderContext,
  SessionContext,
  TransferContext,
} from './rhea-types.ts';
import type { Disposition } from './settlement.ts';

export type AmqpServer = {
  /** Serves one client for as long as its socket is open. */
  accept(socket: Socket): void;
  /** Tells all clients that the server is shutting down. Those that can hear it hang up. */
  sayGoodbye(): void;
};

export const createAmqpServer = (broker: Broker): AmqpServer => {
  const container = createAmqpContainer();
  const peers = new Map<AmqpConnection, Peer>();
  const peerOf = (connection: AmqpConnection): Peer => {
    const peer = peers.get(connection) ?? createPeer();
    peers.set(connection, peer);
    return peer;
  };
  listenToLinks(container, broker, peerOf);
  listenToOutcomes(container, peerOf);
  listenToFailures(container);
  return {
    accept(socket) {
      const connection = acceptSocket(container, socket);
      peerOf(connection);
      socket.on('close', () => {
        for (const outbound of peerOf(connection).outbound.values()) outbound.detach();
        peers.delete(connection);
      });
    },
    sayGoodbye() {
      for (const connection of peers.keys()) connection.close(shutDown);
    },
  };
};

type PeerOf = (connection: AmqpConnection) => Peer;

const closeOutbound = (peer: Peer, sender: AmqpSender): void => {
  peer.outbound.get(sender)?.detach();
  peer.outbound.delete(sender);
  for (const [key, reply] of peer.replies) if (reply === sender) peer.replies.delete(key);
};

const listenToLinks = (container: Container, broker: Broker, peerOf: PeerOf): void => {
  container.on('session_open', ({ session }: SessionContext) => {
    keepRaw(session);
    recognizeTransactions(session);
  });
  container.on('session_close', ({ session }: SessionContext) => {
    const peer = peerOf(session.connection);
    for (const sender of peer.outbound.keys()) if (sender.session === session) closeOutbound(peer, sender);
    for (const receiver of peer.inbound.keys()) if (receiver.session === session) peer.inbound.delete(receiver);
  });
  container.on('receiver_open', ({ receiver }: ReceiverContext) =>
    openInbound(broker, peerOf(receiver.connection), receiver),
  );
  container.on('receiver_close', ({ receiver }: ReceiverContext) =>
    peerOf(receiver.connection).inbound.delete(receiver),
  );
  container.on('sender_open', ({ sender }: SenderContext) => openOutbound(broker, peerOf(sender.connection), sender));
  container.on('sender_close', ({ sender }: SenderContext) => closeOutbound(peerOf(sender.connection), sender));
  container.on('sender_flow', ({ sender }: SenderContext) => peerOf(sender.connection).outbound.get(sender)?.flow());
  container.on('sendable', ({ sender }: SenderContext) => peerOf(sender.connection).outbound.get(sender)?.pump());
  container.on('message', ({ receiver, delivery, message }: TransferContext) =>
    peerOf(receiver.connection).inbound.get(receiver)?.(delivery, message),
  );
};

const listenToOutcomes = (container: Container, peerOf: PeerOf): void => {
  const on = (outcome: string, read: (delivery: OutcomeContext['delivery']) => Disposition): void => {
    container.on(outcome, ({ sender, delivery }: OutcomeContext) => {
      const outbound = sender && peerOf(sender.connection).outbound.get(sender);
      if (outbound) outbound.settle(delivery, read(delivery));
      else if (sender) acceptDelivery(delivery);
    });
  };
  on('accepted', () => ({ kind: 'complete' }));
  on('released', () => ({ kind: 'release' }));
  on('modified', abandoningOrDeferring);
  on('rejected', deadLettering);
};

// Without listeners, rhea logs or throws. A failure closes the connection, which the client sees.
const listenToFailures = (container: Container): void => {
  for (const event of ['disconnected', 'connection_error', 'session_error', 'sender_error', 'receiver_error']) {
    container.on(event, () => {});
  }
  // A bug in the broker, or a peer that does not speak AMQP: nothing else would report it.
  for (const event of ['error', 'protocol_error']) {
    container.on(event, (error: Error) => process.emitWarning(error));
  }
};
