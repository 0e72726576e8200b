import pc from 'picocolors';
import { counted as countOf } from '../client/counted.ts';
import { exitCodes, OpsError } from '../client/exit-codes.ts';
import { deadLetterTable } from './ops-tables.ts';
import type { Task } from './outcome.ts';

/** What there is to say of sources that are down. */
export const notRead = (missing: readonly string[]): string =>
  `The dead letters of ${missing.join(' and ')} could not be read now: there may be more. Try again in a minute.`;

export const listTask =
  (limit: number): Task =>
  async (client, { say }) => {
    const { items, more, missing } = await client.deadLetters(limit, (count) =>
      say(`${countOf(count, 'dead letter')} read`),
    );
    const note = more ? `\nThere are more than these ${items.length}: raise --limit.` : '';
    const partial = missing.length === 0 ? '' : `\n${pc.yellow(notRead(missing))}`;
    const none = missing.length === 0 ? pc.green('No dead letters.') : 'No dead letters in what could be read.';
    return {
      exitCode: missing.length === 0 ? exitCodes.done : exitCodes.busy,
      json: { items, more, missing },
      text: `${items.length === 0 ? none : deadLetterTable(items)}${note}${partial}`,
    };
  };

export const replayOneTask =
  (sequenceNumber: string): Task =>
  async (client) => {
    const answer = await client.replay(sequenceNumber);
    const what = typeof answer.orderId === 'string' ? `order ${answer.orderId}` : 'the picture';
    return {
      exitCode: exitCodes.done,
      json: answer,
      text:
        typeof answer.note === 'string'
          ? `${sequenceNumber}: ${answer.note}`
          : `${sequenceNumber} is replayed: ${what} is being worked on again.`,
    };
  };

/** Repeats until nothing remains. A round that moves nothing ends it, so that it cannot go on for ever. */
export const replayAllTask =
  (): Task =>
  async (client, { say }) => {
    const total = { replayed: 0, skipped: 0, remaining: true };
    const counted = () => `${total.replayed} replayed, ${total.skipped} skipped`;
    for (let idle = false; total.remaining && !idle; ) {
      try {
        const { replayed, skipped, remaining } = await client.replaySome();
        total.replayed += replayed;
        // A round looks at those that the one before it skipped, too.
        total.skipped = Math.max(total.skipped, skipped);
        total.remaining = remaining;
        idle = replayed === 0;
        say(counted());
      } catch (error) {
        if (error instanceof OpsError && total.replayed > 0) {
          throw new OpsError(error.exitCode, `${error.message} Until then: ${counted()}.`, error.status);
        }
        throw error;
      }
    }
    const rest = total.remaining
      ? ' Some remain, but the last round removed none: the database may be slow or down, or another replay at them. Try again in a minute.'
      : '';
    const skipped =
      total.skipped > 0 ? ' The skipped ones name nothing to replay: look at dead-letters, discard them.' : '';
    const exitCode = total.remaining ? exitCodes.busy : total.skipped > 0 ? exitCodes.attention : exitCodes.done;
    return { exitCode, json: total, text: `${counted()}.${rest}${skipped}` };
  };

export const discardTask =
  (sequenceNumber: string): Task =>
  async (client) => {
    await client.discard(sequenceNumber);
    return {
      exitCode: exitCodes.done,
      json: { sequenceNumber, discarded: true },
      text: `${sequenceNumber} is discarded.`,
    };
  };
