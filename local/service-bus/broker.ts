import type { Grants, SharedAccessKey } from './cbs.ts';
import type { Clock } from './clock.ts';
import type { Entities } from './entities.ts';
import type { Faults } from './faults.ts';
import type { AmqpDelivery, AmqpReceiver, AmqpSender, AmqpSession } from './rhea-types.ts';
import type { Disposition } from './settlement.ts';

/** What all connections share. */
export type Broker = {
  entities: Entities;
  faults: Faults;
  clock: Clock;
  /** Absent: no token is needed, and every shared access signature is accepted. */
  key: SharedAccessKey | undefined;
};

/** Handles a message that arrives on a link. */
export type Inbound = (delivery: AmqpDelivery, data: Buffer) => void;

/** A link on which the broker sends messages of a queue. */
export type Outbound = {
  readonly session: AmqpSession;
  settle(delivery: AmqpDelivery, how: Disposition): void;
  /** The client granted credit or asked for a drain. */
  flow(): void;
  /** The link can send again. */
  pump(): void;
  detach(): void;
};

/** What belongs to one connection. */
export type Peer = {
  grants: Grants;
  /** Where answers go, by the address that requests give. */
  replies: Map<string, AmqpSender>;
  inbound: Map<AmqpReceiver, Inbound>;
  outbound: Map<AmqpSender, Outbound>;
};

export const createPeer = (): Peer => ({
  grants: new Map(),
  replies: new Map(),
  inbound: new Map(),
  outbound: new Map(),
});
