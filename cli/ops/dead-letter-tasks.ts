import pc from 'picocolors';
import { exitCodes } from '../client/exit-codes.ts';
import { Failure } from '../client/failure.ts';
import { formatCount } from '../client/format-count.ts';
import { printable } from '../client/printable.ts';
import { deadLetterTable } from './ops-tables.ts';
import type { Outcome, Task } from './outcome.ts';

const describeMissing = (missing: readonly string[]): string =>
  `The dead letters of ${missing.join(' and ')} are unknown: the queue could not be read. Try again in a minute.`;

export const listTask =
  (limit: number): Task =>
  async (client, { say }) => {
    const { items, more, missing } = await client.deadLetters(limit, (count) =>
      say(`${formatCount(count, 'dead letter')} read`),
    );
    const note = more ? `\nThere are more than these ${items.length}: raise --limit.` : '';
    const partial = missing.length === 0 ? '' : `\n${pc.yellow(printable(describeMissing(missing)))}`;
    const none =
      missing.length === 0 ? pc.green('No dead letters.') : 'No dead letters in the queues that could be read.';
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
    const what = typeof answer.orderId === 'string' ? `order ${answer.orderId}` : 'the image';
    return {
      exitCode: exitCodes.done,
      json: answer,
      text: printable(
        typeof answer.note === 'string'
          ? `${sequenceNumber}: ${answer.note}`
          : `${sequenceNumber} is replayed: ${what} is being processed again.`,
      ),
    };
  };

type Total = { replayed: number; skipped: number; remaining: boolean };

const describeTotal = ({ replayed, skipped }: Total): string => `${replayed} replayed, ${skipped} skipped`;

const REST =
  ' Some remain, but the last round removed none: the database may be down, or another replay is running. Try again in a minute.';
const SKIPPED = ' The skipped ones name nothing that exists: see dead-letters, then discard them.';

const toOutcome = (total: Total): Outcome => {
  const text = `${describeTotal(total)}.${total.remaining ? REST : ''}${total.skipped > 0 ? SKIPPED : ''}`;
  if (total.remaining) return { exitCode: exitCodes.busy, json: total, text };
  return { exitCode: total.skipped > 0 ? exitCodes.attention : exitCodes.done, json: total, text };
};

/** The failure of a later round also says what the rounds before it did. */
const withTotal = (error: unknown, total: Total): unknown => {
  if (!(error instanceof Failure) || total.replayed === 0) return error;
  return new Failure(error.exitCode, `${error.message} Until then: ${describeTotal(total)}.`, error.status);
};

/** Repeats until nothing remains. A round that moves nothing is the last, so it always ends. */
export const replayAllTask =
  (): Task =>
  async (client, { say }) => {
    const total: Total = { replayed: 0, skipped: 0, remaining: true };
    for (let idle = false; total.remaining && !idle; ) {
      try {
        const { replayed, skipped, remaining } = await client.replaySome();
        total.replayed += replayed;
        // Each round sees again what the one before it skipped.
        total.skipped = Math.max(total.skipped, skipped);
        total.remaining = remaining;
        idle = replayed === 0;
        say(describeTotal(total));
      } catch (error) {
        throw withTotal(error, total);
      }
    }
    return toOutcome(total);
  };

export const discardTask =
  (sequenceNumber: string, reason: string): Task =>
  async (client) => {
    await client.discard(sequenceNumber, reason);
    return {
      exitCode: exitCodes.done,
      json: { sequenceNumber, discarded: true },
      text: printable(`${sequenceNumber} is discarded.`),
    };
  };
