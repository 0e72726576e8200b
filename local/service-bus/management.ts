import {
  amqpArray,
  amqpBinary,
  amqpList,
  amqpLong,
  amqpMap,
  amqpNull,
  amqpString,
  amqpSymbol,
  amqpTimestamp,
  amqpUuid,
} from './amqp-encoding.ts';
import { MalformedAmqp } from './amqp-values.ts';
import { type Answer, ok, refuse } from './answer.ts';
import type { Broker } from './broker.ts';
import type { Clock } from './clock.ts';
import type { Entity } from './entities.ts';
import { argumentError, lockLost, messageNotFound, notAllowed, onlySent } from './failures.ts';
import { bytesFromToken, tokenFromBytes } from './lock-token.ts';
import { type Content, encodeMessage, parseContent } from './message-codec.ts';
import { perform } from './operation.ts';
import { cancelScheduled, type Message, type ReceiveMode } from './queue.ts';
import { listIn, type RequestBody, readNumber, readText } from './request-body.ts';
import { encodedEntriesIn, encodeResponse, type Request, statusCode } from './request-response.ts';
import type { AmqpConnection, AmqpFailure } from './rhea-types.ts';
import { addRule, listRules, removeRule } from './rules/manage-rules.ts';
import { enqueueContent, refuseSending } from './send.ts';
import { type Disposition, peek, receiveDeferred, renewLock, settle } from './settlement.ts';

/** A sequence number to start from: any 64-bit number, though none beyond 2^53 is issued here. */
const positionIn = (body: RequestBody, name: string): number | bigint => {
  const value = body.get(name);
  return typeof value === 'bigint' ? value : readNumber(body, name);
};

const sequencesIn = (body: RequestBody): number[] =>
  listIn(body, 'sequence-numbers').map((value) => {
    // This broker issues no numbers beyond 2^53.
    if (typeof value !== 'number') throw new MalformedAmqp('a sequence number is out of range');
    return value;
  });

const tokensIn = (body: RequestBody): string[] =>
  listIn(body, 'lock-tokens').map((value) => {
    if (!Buffer.isBuffer(value)) throw new MalformedAmqp('a lock token must be a UUID');
    return tokenFromBytes(value);
  });

const messageList = (messages: readonly Buffer[][]): Buffer =>
  amqpMap([amqpString('messages'), amqpList(messages.map((pairs) => amqpMap(pairs)))]);

const renewLocks = ({ queue }: Entity, body: RequestBody): Answer => {
  const ends = tokensIn(body).map((token) => renewLock(queue, token));
  const expirations = ends.flatMap((end) => (end === undefined ? [] : [amqpTimestamp(end)]));
  if (expirations.length < ends.length) return { status: 410, failure: lockLost };
  return ok(amqpMap([amqpString('expirations'), amqpArray(0x83, expirations)]));
};

const peekMessages = ({ queue }: Entity, body: RequestBody): Answer => {
  if (body.get('omit-message-body') === true) return refuse('Leaving out the body of peeked messages');
  const messages = peek(queue, positionIn(body, 'from-sequence-number'), readNumber(body, 'message-count'));
  if (messages.length === 0) return { status: 204, body: amqpNull };
  return ok(messageList(messages.map((message) => [amqpString('message'), amqpBinary(encodeMessage(message))])));
};

const cancel = ({ queue }: Entity, body: RequestBody): Answer =>
  cancelScheduled(queue, sequencesIn(body)) ? ok(amqpNull) : { status: 404, failure: messageNotFound };

const withToken = (message: Message<Content>): Buffer[] => [
  amqpString('message'),
  amqpBinary(encodeMessage(message)),
  ...(message.lock ? [amqpString('lock-token'), amqpUuid(bytesFromToken(message.lock.token))] : []),
];

const receiveBySequence = ({ queue }: Entity, body: RequestBody): Answer => {
  const mode: ReceiveMode = readNumber(body, 'receiver-settle-mode') === 0 ? 'receiveAndDelete' : 'peekLock';
  const messages = receiveDeferred(queue, sequencesIn(body), mode);
  return messages ? ok(messageList(messages.map(withToken))) : { status: 404, failure: messageNotFound };
};

const dispositionIn = (body: RequestBody, request: Request): Disposition | undefined => {
  const changes = encodedEntriesIn(request, 'properties-to-modify');
  switch (body.get('disposition-status')) {
    case 'completed':
      return { kind: 'complete' };
    case 'abandoned':
      return { kind: 'abandon', changes };
    case 'defered':
      return { kind: 'defer', changes };
    case 'suspended': {
      const reason = readText(body, 'deadletter-reason');
      return { kind: 'deadLetter', changes, reason: { reason, description: readText(body, 'deadletter-description') } };
    }
    default:
      return undefined;
  }
};

const updateDisposition = ({ queue }: Entity, body: RequestBody, request: Request): Answer => {
  const how = dispositionIn(body, request);
  if (!how) return refuse(`The disposition ${String(body.get('disposition-status'))}`);
  for (const token of tokensIn(body)) {
    const result = settle(queue, token, how);
    if (result === 'lock-lost') return { status: 410, failure: lockLost };
    if (result === 'not-allowed') return { status: 400, failure: notAllowed('A dead letter cannot be dead-lettered.') };
  }
  return ok(amqpNull);
};

const readContents = (body: RequestBody): Content[] =>
  listIn(body, 'messages').map((entry) => {
    const message = entry instanceof Map ? entry.get('message') : undefined;
    if (!Buffer.isBuffer(message)) throw new MalformedAmqp('message must be binary');
    return parseContent(message);
  });

const schedule = (entity: Entity, body: RequestBody): Answer => {
  const failure = refuseSending(entity);
  if (failure) return { status: 400, failure };
  const contents = readContents(body);
  if (contents.some(({ scheduledFor }) => scheduledFor === undefined)) {
    return { status: 400, failure: argumentError('A message has no scheduled enqueue time.') };
  }
  const sequences = contents.map((content) => amqpLong(enqueueContent(entity.queue, content)));
  return ok(amqpMap([amqpString('sequence-numbers'), amqpArray(0x81, sequences)]));
};

type Operation = (entity: Entity, body: RequestBody, request: Request, clock: Clock) => Answer;

const operations: Readonly<Record<string, Operation>> = {
  'com.microsoft:renew-lock': renewLocks,
  'com.microsoft:peek-message': peekMessages,
  'com.microsoft:schedule-message': schedule,
  'com.microsoft:cancel-scheduled-message': cancel,
  'com.microsoft:receive-by-sequence-number': receiveBySequence,
  'com.microsoft:update-disposition': updateDisposition,
  'com.microsoft:add-rule': addRule,
  'com.microsoft:remove-rule': removeRule,
  'com.microsoft:enumerate-rules': listRules,
};

const sending: ReadonlySet<string> = new Set([
  'com.microsoft:schedule-message',
  'com.microsoft:cancel-scheduled-message',
]);

const answerRequest = (entity: Entity, request: Request, clock: Clock): Answer => {
  const { properties, body } = request;
  const name = String(properties.get('operation'));
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) return refuse(`The operation ${name}`);
  if (entity.kind === 'topic' && !sending.has(name)) return { status: 400, failure: onlySent(entity.queue.name) };
  try {
    return operation(entity, body instanceof Map ? body : new Map(), request, clock);
  } catch (error) {
    if (error instanceof MalformedAmqp) return { status: 400, failure: argumentError(error.message) };
    throw error;
  }
};

const encodeAnswer = (request: Request, answer: Answer): Buffer => {
  if (!('failure' in answer)) {
    const properties = { statusCode: statusCode(answer.status), statusDescription: amqpString('OK') };
    return encodeResponse(request, properties, answer.body);
  }
  const { condition, description } = answer.failure;
  const properties = {
    statusCode: statusCode(answer.status),
    statusDescription: amqpString(description),
    errorCondition: amqpSymbol(condition),
  };
  return encodeResponse(request, properties, amqpNull);
};

const faultKinds: Readonly<Record<string, 'schedule' | 'settle'>> = {
  'com.microsoft:schedule-message': 'schedule',
  'com.microsoft:update-disposition': 'settle',
};

/** Answers a request to a queue's `$management`, subject to the active faults. */
export const manage = (
  { faults, clock }: Broker,
  entity: Entity,
  connection: AmqpConnection,
  request: Request,
  reply: (replyTo: string, response: Buffer) => void,
): void => {
  const answer = (result: Answer): void => reply(request.replyTo, encodeAnswer(request, result));
  const apply = (): Answer => answerRequest(entity, request, clock);
  const kind = faultKinds[String(request.properties.get('operation'))];
  const fail = (failure: AmqpFailure): void => answer({ status: 503, failure });
  if (!kind) answer(apply());
  else perform({ kind, entity: entity.queue.name, connection, apply, answer, fail }, faults, clock);
};
