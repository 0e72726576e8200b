// All uses of rhea's internals are in this file. It is written for exactly rhea 3.0.5.
import type { Socket } from 'node:net';
import rhea, { type Container } from 'rhea';
import type {
  AmqpConnection,
  AmqpDelivery,
  AmqpFailure,
  AmqpReceiver,
  AmqpSender,
  AmqpSession,
  TypedValue,
} from './rhea-types.ts';

type Outcome = {
  described(): unknown;
};

type TypedWriter = {
  write(value: TypedValue): void;
  toBuffer(): Buffer;
};

// Not in rhea's typings.
const makeAccepted: () => Outcome = Reflect.get(rhea.message, 'accepted');
const makeRejected: (fields: { error: AmqpFailure }) => Outcome = Reflect.get(rhea.message, 'rejected');
const Writer: new () => TypedWriter = Reflect.get(rhea.types, 'Writer');

/** The message limit of the standard tier. The client keeps its batches below it. */
export const MAX_MESSAGE_SIZE = 262_144;

export const createAmqpContainer = (): Container => {
  const container = rhea.create_container({
    id: 'hearth-service-bus',
    autoaccept: false,
    autosettle: false,
    treat_modified_as_released: false,
    receiver_options: {
      max_message_size: MAX_MESSAGE_SIZE,
      autoaccept: false,
      autosettle: false,
      credit_window: 1_000,
    },
  });
  const mechanisms = container.sasl_server_mechanisms;
  mechanisms.enable_anonymous();
  // Connecting proves nothing yet: tokens come later, over $cbs.
  mechanisms.enable_plain(() => true);
  mechanisms.MSSBCBS = acceptAnyone;
  return container;
};

const acceptAnyone = (): { outcome: boolean | undefined; start(): void } => ({
  outcome: undefined,
  start() {
    this.outcome = true;
  },
});

/** Speaks AMQP on the socket. When it closes, ends rhea's timers: rhea itself does not notice. */
export const acceptSocket = (container: Container, socket: Socket): AmqpConnection => {
  const connection = container.create_connection({ port: 0 });
  connection.accept(socket);
  const internal = asInternal(connection);
  coalesceWrites(internal, socket);
  socket.on('close', () => internal.eof());
  return internal;
};

// rhea's typings give a connection an index signature, so the compiler accepts all these members.
const asInternal = (connection: Record<string, unknown>): AmqpConnection => Object(connection);

/** Writes one packet per turn of the event loop instead of one per frame. */
const coalesceWrites = (connection: AmqpConnection, socket: Socket): void => {
  const write = connection._process.bind(connection);
  connection._process = () => {
    socket.cork();
    try {
      write();
    } finally {
      socket.uncork();
    }
  };
};

/**
 * Makes rhea pass on raw bytes. It decodes only format 0 and loses types by doing so. A frame
 * without a payload gets an empty one, because rhea would pass on nothing.
 */
export const keepRaw = (session: AmqpSession): void => {
  const pass = session.on_transfer.bind(session);
  session.on_transfer = (frame) => {
    if (frame.performative.message_format === 0) frame.performative.message_format = null;
    frame.payload ??= Buffer.alloc(0);
    pass(frame);
  };
};

/** The attaches of links that a client opens to begin and end transactions. */
const transactional = new WeakSet<object>();

const COORDINATOR = 0x30;

/** Remembers which links are for transactions: rhea drops a target that has no address. */
export const recognizeTransactions = (session: AmqpSession): void => {
  const attach = session.on_attach.bind(session);
  session.on_attach = (frame) => {
    if (frame.performative.target?.descriptor?.value === COORDINATOR) {
      transactional.add(frame.performative);
      frame.performative.target = null;
    }
    attach(frame);
  };
};

export const isTransactional = (receiver: AmqpReceiver): boolean => transactional.has(receiver.remote.attach);

/** Answers a drain even if no credit is left. rhea does not, and the client would wait for ever. */
const answerDrains = (sender: AmqpSender): void => {
  sender._get_drain = () => {
    if (!sender._draining || !sender._drained) return false;
    sender.delivery_count += sender.credit;
    sender.credit = 0;
    sender._draining = false;
    return true;
  };
};

/**
 * Answers a flow that nothing else answers. Nagle's algorithm holds back the client's next frame
 * until this one is acknowledged, and an acknowledgement without data is delayed by 40 ms.
 */
export const echoFlow = (sender: AmqpSender): void => {
  sender.issue_flow = true;
  sender.connection._register();
};

/** Whether our answer to the attach is still unwritten: a transfer would overtake it. */
export const isAttaching = (sender: AmqpSender): boolean => sender.state.open_requests > 0;

export const isDraining = (sender: AmqpSender): boolean => sender._draining === true;

/** How many deliveries can leave now, not counting those that are queued. */
export const freeCredit = (sender: AmqpSender): number => {
  const { outgoing } = sender.session;
  const window = outgoing.transfer_window();
  if (!sender.is_open() || Number.isNaN(window)) return 0;
  const pending = outgoing.next_delivery_id - outgoing.next_pending_delivery;
  return Math.min(sender.credit - pending, outgoing.available(), window - pending);
};

/** A number that changes with every delivery sent on the link's session. */
export const deliveriesOf = (sender: AmqpSender): number => sender.session.outgoing.next_delivery_id;

/** Sends an encoded message. If it is `settled`, no outcome comes back. */
export const sendEncoded = (
  sender: AmqpSender,
  message: Buffer,
  options: { tag?: Buffer; settled: boolean },
): AmqpDelivery => {
  const delivery = sender.send(message, options.tag, 0);
  if (options.settled) delivery.settled = true;
  return delivery;
};

/** The format of the transfer; 0 for plain messages. */
export const formatOf = (delivery: AmqpDelivery): number => delivery.format ?? 0;

const acceptedState = makeAccepted().described();

export const acceptDelivery = (delivery: AmqpDelivery): void => settleDelivery(delivery, acceptedState);

/**
 * Settles with an error, in its own turn of the event loop. Of neighbouring deliveries that are
 * settled in the same turn, rhea sends only the first outcome.
 */
export const rejectDelivery = (delivery: AmqpDelivery, error: AmqpFailure): void => {
  setImmediate(() => settleDelivery(delivery, makeRejected({ error }).described()));
};

// The peer never settles back. Unless marked as settled there, a delivery stays buffered for good.
const settleDelivery = (delivery: AmqpDelivery, outcome: unknown): void => {
  delivery.update(true, outcome);
  delivery.remote_settled = true;
};

/** Attaches, then detaches at once, which is how AMQP refuses a link. */
export const refuseLink = (link: AmqpSender | AmqpReceiver, error: AmqpFailure): void => link.close(error);

/** Answers the attach with the address that was asked for. */
export const confirmSender = (sender: AmqpSender, address: string, settleMode: 'settled' | 'unsettled'): void => {
  sender.set_source({ address });
  sender.set_target({ address: sender.target?.address ?? '' });
  sender.local.attach.snd_settle_mode = settleMode === 'settled' ? 1 : 0;
  sender.local.attach.rcv_settle_mode = settleMode === 'settled' ? 0 : 1;
  answerDrains(sender);
};

/**
 * Answers the attach with the address and the settle mode that were asked for. Told otherwise, the
 * client of .NET sends requests unsettled and all with one empty tag.
 */
export const confirmReceiver = (receiver: AmqpReceiver, address: string): void => {
  receiver.set_target({ address });
  receiver.set_source({ address: receiver.source?.address ?? '' });
  receiver.local.attach.snd_settle_mode = receiver.snd_settle_mode ?? 2;
};

const isTyped = (value: unknown): value is TypedValue =>
  typeof value === 'object' && value !== null && 'value' in value;

const listItems = (typed: TypedValue | undefined): readonly unknown[] =>
  Array.isArray(typed?.value) ? typed.value : [];

/** The entries of a disposition's map. Values keep the client's encoding. */
const encodedEntries = (map: TypedValue | undefined): Map<string, Buffer> => {
  const items = listItems(map);
  const entries = new Map<string, Buffer>();
  for (let index = 0; index + 1 < items.length; index += 2) {
    const key = items[index];
    const value = items[index + 1];
    if (!isTyped(key) || !isTyped(value)) continue;
    const writer = new Writer();
    writer.write(value);
    entries.set(String(key.value), Buffer.from(writer.toBuffer()));
  }
  return entries;
};

/** The annotations of the outcome `modified`, and whether the message must not come back here. */
export const modifiedOutcome = (
  delivery: AmqpDelivery,
): { undeliverableHere: boolean; entries: Map<string, Buffer> } => {
  const [, undeliverableHere, annotations] = delivery.remote_state?.value ?? [];
  return { undeliverableHere: undeliverableHere?.value === true, entries: encodedEntries(annotations) };
};

/** The entries of `error.info` of the outcome `rejected`. */
export const rejectionInfo = (delivery: AmqpDelivery): Map<string, Buffer> => {
  const [error] = delivery.remote_state?.value ?? [];
  const info = listItems(error)[2];
  return isTyped(info) ? encodedEntries(info) : new Map();
};
