import { Unavailable } from '../../domain/errors.ts';
import { type EventSubject, isRecent, type ShopEvent } from '../../domain/event.ts';
import { parseTraceContext } from '../../domain/trace-context.ts';
import { eachBounded } from '../../each-bounded.ts';
import type { Capabilities } from '../capabilities.ts';
import type { Change, UnreadableChange } from '../ports/changes.ts';

type Deps = Pick<Capabilities, 'events' | 'eventTopic' | 'clock' | 'pause' | 'log' | 'telemetry'>;

/** `oldestSeconds`: how long ago the oldest of the changes was; 0 if there are none. */
export type Recorded = { changes: number; created: number; unreadable: number; oldestSeconds: number };

/** Subjects at once. To catch up must not take request units from the orders that come in. */
const MAX_FRESH = 8;
const MAX_CATCHING_UP = 2;

/** A batch whose oldest change is older has been held up. */
const MAX_FRESH_MS = 60_000;

// A batch succeeds as a whole or comes again as a whole, up to a minute later. So a service that
// fails now and then is asked again at once, or large batches would hardly ever succeed.
const MAX_PASSES = 5;
const PASS_PAUSE_MS = 100;

/** A service that is down is not asked for every subject of a batch. */
const MAX_FAILURES = 16;

/** Another host may create the events of a subject at the same time, but hardly again and again. */
const MAX_ROUNDS = 5;

const groupBySubject = (events: readonly ShopEvent[]): readonly ShopEvent[][] => {
  const groups = new Map<EventSubject, Map<string, ShopEvent>>();
  for (const event of events) {
    const group = groups.get(event.subject) ?? new Map<string, ShopEvent>();
    groups.set(event.subject, group.set(event.id, event));
  }
  return [...groups.values()].map((group) => [...group.values()]);
};

/**
 * Creates the missing events of one subject, and resolves to them. A change usually adds only the
 * last one, so that is created without looking for it first.
 */
const createMissing = async (
  { events, clock }: Deps,
  subject: EventSubject,
  derived: readonly ShopEvent[],
): Promise<readonly ShopEvent[]> => {
  const existing = await events.findExisting(derived.slice(0, -1).map(({ id }) => id));
  let missing = derived.filter(({ id }) => !existing.includes(id));
  for (let round = 1; missing.length > 0; round += 1) {
    if ((await events.create(missing, clock().toISOString())) === 'created') return missing;
    if (missing.length === 1) return [];
    if (round === MAX_ROUNDS) throw new Error(`The events of ${subject} kept changing.`);
    // At least one of them exists, so none was created.
    const found = await Promise.all(missing.map(({ id }) => events.getLatest(id)));
    missing = missing.filter((_, i) => found[i] === undefined);
  }
  return [];
};

/** A batch has documents of many traces: what is done for each is in its own. */
const inTraceOf = <T>({ telemetry }: Deps, group: readonly ShopEvent[], work: () => Promise<T>): Promise<T> => {
  const here = telemetry.context();
  const parent = here && parseTraceContext({ ...group.at(-1)?.origin });
  if (here === undefined || parent === undefined) return work();
  return telemetry.span('record events', { parent, links: [here] }, work);
};

/**
 * Creates the missing events of changed documents, each with its debt, and then publishes them.
 * After a failure the caller must try again, because events may be missing. Those that were created
 * but not published still owe their fan-out, so the relay publishes them.
 */
export const recordChanges = <T>(deps: Deps, eventsOf: (change: Change<T>) => readonly ShopEvent[]) => {
  const { eventTopic, clock, pause, log } = deps;

  const oldestMs = (changes: readonly (Change<T> | UnreadableChange)[]): number => {
    const now = clock().getTime();
    return changes.reduce(
      (age, change) => ('value' in change ? Math.max(age, now - Date.parse(change.changedAt)) : age),
      0,
    );
  };

  const derive = (change: Change<T> | UnreadableChange): readonly ShopEvent[] => {
    if ('value' in change) return eventsOf(change).filter((event) => isRecent(event, clock()));
    log.error('event_source_malformed', change);
    return [];
  };

  /** Tries each subject once. `left` are those that failed, and those that were not tried. */
  const createOnce = async (groups: readonly (readonly ShopEvent[])[], maxAtOnce: number) => {
    const created: ShopEvent[] = [];
    const left: (readonly ShopEvent[])[] = [];
    const failures: unknown[] = [];
    await eachBounded(groups, maxAtOnce, async (group) => {
      try {
        const subject = group[0]?.subject;
        if (failures.length >= MAX_FAILURES) left.push(group);
        else if (subject !== undefined) {
          created.push(...(await inTraceOf(deps, group, () => createMissing(deps, subject, group))));
        }
      } catch (error) {
        failures.push(error);
        left.push(group);
      }
    });
    return { created, left, failures };
  };

  /** Resolves to how many were created. */
  const create = async (groups: readonly (readonly ShopEvent[])[], maxAtOnce: number): Promise<number> => {
    let [todo, count] = [groups, 0];
    for (let pass = 1; ; pass += 1) {
      const { created, left, failures } = await createOnce(todo, maxAtOnce);
      // After a failure, too: what was created would otherwise wait for the relay.
      if (created.length > 0) await eventTopic.publish(created);
      count += created.length;
      if (left.length === 0) return count;
      const permanent = failures.find((error) => !(error instanceof Unavailable));
      if (permanent !== undefined || pass === MAX_PASSES) throw permanent ?? failures[0];
      await pause(PASS_PAUSE_MS * 2 ** (pass - 1));
      todo = left;
    }
  };

  return async (changes: readonly (Change<T> | UnreadableChange)[]): Promise<Recorded> => {
    const maxAtOnce = oldestMs(changes) > MAX_FRESH_MS ? MAX_CATCHING_UP : MAX_FRESH;
    const created = await create(groupBySubject(changes.flatMap(derive)), maxAtOnce);
    return {
      changes: changes.length,
      created,
      unreadable: changes.filter((change) => !('value' in change)).length,
      oldestSeconds: Math.round(oldestMs(changes) / 1000),
    };
  };
};
