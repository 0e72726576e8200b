import { useState } from 'preact/hooks';
import type { EntryKind, MessageLabel, TimelineEntry } from '../../timeline-entry.ts';
import { type CollapsedEntry, collapseReads } from '../collapse-reads.ts';
import { formatGap, formatMs, formatTime, formatWhen } from '../format.ts';
import { linkTo } from '../route.ts';

const kinds: readonly EntryKind[] = [
  'state',
  'request',
  'read',
  'attempt',
  'message',
  'event',
  'webhook',
  'staff',
  'dead letter',
];

/** A customer's page that follows its order reads it again and again. */
const hiddenAtFirst: readonly EntryKind[] = ['read'];

const LogLink = ({ entry: { log, what } }: { entry: TimelineEntry }) =>
  log === undefined ? null : (
    <a class="jump" href={linkTo('log', undefined, log)}>
      log<span class="unseen"> of {what}</span>
    </a>
  );

type MomentProps = { collapsed: CollapsedEntry; sinceMs: number | undefined; hasMessages: boolean };

const Moment = ({ collapsed: { entry, count, lastAt }, sinceMs, hasMessages }: MomentProps) => (
  <li class={`moment ${entry.tone}`}>
    <time dateTime={entry.at}>{formatTime(entry.at, true)}</time>
    <span class="gap dim">{sinceMs !== undefined && sinceMs > 0 ? `+${formatGap(sinceMs)}` : ''}</span>
    <span class="kind">{entry.kind}</span>
    <span class="what">
      <b>
        {entry.what}
        {count > 1 && ` × ${count}`}
      </b>
      {hasMessages && entry.message !== undefined && <span class="tag">message {entry.message.number}</span>}
      {entry.detail !== '' && <span class="detail">{entry.detail}</span>}
      {count > 1 && <span class="detail">until {formatTime(lastAt, true)}</span>}
      {entry.ms !== undefined && count === 1 && <span class="detail">took {formatMs(entry.ms)}</span>}
      {entry.nextAt !== undefined && <span class="detail">next at {formatWhen(entry.nextAt)}</span>}
      <LogLink entry={entry} />
    </span>
  </li>
);

const Moments = ({ entries, hasMessages }: { entries: readonly TimelineEntry[]; hasMessages: boolean }) => {
  const shown = collapseReads(entries);
  return (
    <ol class="timeline">
      {shown.map((collapsed, index) => {
        const before = shown[index - 1];
        const { at, kind, what } = collapsed.entry;
        const sinceMs = before === undefined ? undefined : Date.parse(at) - Date.parse(before.lastAt);
        return (
          <Moment
            key={`${at} ${kind} ${what} ${index}`}
            collapsed={collapsed}
            sinceMs={sinceMs}
            hasMessages={hasMessages}
          />
        );
      })}
    </ol>
  );
};

const messagesIn = (entries: readonly TimelineEntry[]): MessageLabel[] =>
  [
    ...new Map(entries.flatMap(({ message }) => (message ? [[message.number, message] as const] : []))).values(),
  ].toSorted((one, other) => one.number - other.number);

type Chip = { name: string; count: number; isShown: boolean; toggle: () => void };

const Chips = ({ legend, chips }: { legend: string; chips: readonly Chip[] }) => (
  <fieldset class="filters">
    <legend class="unseen">{legend}</legend>
    {chips.map(({ name, count, isShown, toggle }) => (
      <button key={name} type="button" class="filter" aria-pressed={isShown} onClick={toggle}>
        {name} <b>{count}</b>
      </button>
    ))}
  </fieldset>
);

const useHidden = <T,>(first: readonly T[]): [ReadonlySet<T>, (one: T) => void] => {
  const [hidden, setHidden] = useState<ReadonlySet<T>>(new Set(first));
  const toggle = (one: T): void => {
    const next = new Set(hidden);
    if (!next.delete(one)) next.add(one);
    setHidden(next);
  };
  return [hidden, toggle];
};

export const Timeline = ({ entries }: { entries: readonly TimelineEntry[] }) => {
  const [hiddenKinds, toggleKind] = useHidden(hiddenAtFirst);
  const [hiddenMessages, toggleMessage] = useHidden<number>([]);
  const messages = messagesIn(entries);
  const count = (accepts: (entry: TimelineEntry) => boolean): number => entries.filter(accepts).length;
  const shown = entries.filter(
    ({ kind, message }) => !hiddenKinds.has(kind) && !(message !== undefined && hiddenMessages.has(message.number)),
  );
  const kindChips = kinds
    .map((name) => ({
      name,
      count: count(({ kind }) => kind === name),
      isShown: !hiddenKinds.has(name),
      toggle: () => toggleKind(name),
    }))
    .filter((chip) => chip.count > 0);
  const messageChips = messages.map(({ number, source }) => ({
    name: `message ${number}, ${source}`,
    count: count(({ message }) => message?.number === number),
    isShown: !hiddenMessages.has(number),
    toggle: () => toggleMessage(number),
  }));
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <Chips legend="Show in the timeline" chips={kindChips} />
      {messages.length > 1 && <Chips legend="Show these messages" chips={messageChips} />}
      <Moments entries={shown} hasMessages={messages.length > 1} />
    </section>
  );
};
