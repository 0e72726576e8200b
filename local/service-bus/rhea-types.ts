import type { Socket } from 'node:net';

// What the broker uses of rhea's objects, public or not. rhea's own typings leave out most of it.

export type AmqpConnection = {
  readonly container_id: string | undefined;
  readonly socket: Socket;
  /** Writes pending frames. Every change schedules it as a microtask. */
  _process(): void;
  _register(): void;
  eof(): void;
  close(error: AmqpFailure): void;
};

export type AmqpSession = {
  readonly connection: AmqpConnection;
  readonly outgoing: {
    available(): number;
    transfer_window(): number;
    readonly next_delivery_id: number;
    readonly next_pending_delivery: number;
  };
  on_attach(frame: { performative: { target: { readonly descriptor?: TypedValue } | null | undefined } }): void;
  on_transfer(frame: { performative: { message_format: number | null | undefined }; payload?: Buffer }): void;
};

type Terminus = {
  readonly address: string | null | undefined;
  readonly filter?: Readonly<Record<string, unknown>> | null;
};

type AmqpLink = {
  readonly name: string;
  readonly connection: AmqpConnection;
  readonly session: AmqpSession;
  /** As the peer attached. */
  readonly source: Terminus | null | undefined;
  readonly target: Terminus | null | undefined;
  readonly remote: { readonly attach: object };
  readonly snd_settle_mode: number | null | undefined;
  readonly local: {
    readonly attach: { snd_settle_mode: number; rcv_settle_mode: number; max_message_size: number };
  };
  set_source(fields: { address: string }): void;
  set_target(fields: { address: string }): void;
  close(error?: AmqpFailure): void;
  is_open(): boolean;
};

/** A link on which the broker sends. */
export type AmqpSender = AmqpLink & {
  readonly state: { readonly open_requests: number };
  credit: number;
  delivery_count: number;
  issue_flow: boolean;
  _draining: boolean;
  _drained: boolean;
  _get_drain(): boolean;
  set_drained(drained: boolean): void;
  send(message: Buffer, tag: Buffer | undefined, format: number): AmqpDelivery;
};

/** A link on which the broker receives. */
export type AmqpReceiver = AmqpLink;

/** A value that rhea decoded and that still knows its type. */
export type TypedValue = {
  readonly value: unknown;
};

export type AmqpDelivery = {
  readonly tag: Buffer;
  readonly format: number | null | undefined;
  settled: boolean;
  remote_settled: boolean;
  readonly remote_state: { readonly value: readonly (TypedValue | undefined)[] } | undefined;
  update(settled: boolean, state?: unknown): void;
};

export type AmqpFailure = {
  condition: string;
  description: string;
};

export type SessionContext = {
  session: AmqpSession;
};

export type SenderContext = {
  sender: AmqpSender;
};

export type ReceiverContext = {
  receiver: AmqpReceiver;
};

export type TransferContext = ReceiverContext & {
  delivery: AmqpDelivery;
  /** Raw: see `keepRaw`. */
  message: Buffer;
};

export type OutcomeContext = {
  /** Absent if the outcome is about a delivery that the peer sent. */
  sender?: AmqpSender;
  delivery: AmqpDelivery;
};
