import { useState } from 'preact/hooks';
import type { LogLine } from '../../shapes.ts';
import { useLogLines } from '../follow-lines.ts';
import { formatTime, plural } from '../format.ts';
import { type Choice, chooseLines, describeLine, functionOf } from '../log-lines.ts';
import { View } from '../parts/view.tsx';
import { linkTo } from '../route.ts';

const MAX_SHOWN = 300;

const choices: readonly (readonly [Choice, string])[] = [
  ['events', 'events'],
  ['all', 'all lines'],
  ['warnings', 'warnings and errors'],
  ['errors', 'errors'],
];

const tones: Readonly<Record<string, string>> = { warning: 'warn', error: 'bad', critical: 'bad' };

const Line = ({ line }: { line: LogLine }) => (
  <li class={`moment line ${tones[line.level] ?? ''}`}>
    <time dateTime={line.time}>{formatTime(line.time, true)}</time>
    <span class="kind">
      {tones[line.level] !== undefined && <span class="unseen">{line.level}: </span>}
      {line.invocationId === undefined ? (
        functionOf(line)
      ) : (
        <a href={linkTo('log', undefined, { invocation: line.invocationId })}>
          {functionOf(line)}
          <span class="unseen">: only this invocation</span>
        </a>
      )}
    </span>
    <span class="what">
      {line.event !== undefined && <b>{line.event} </b>}
      {line.orderId !== undefined && (
        <a class="jump" href={linkTo('orders', line.orderId)}>
          order
        </a>
      )}{' '}
      <span class="code">{describeLine(line)}</span>
    </span>
  </li>
);

const Filter = ({ order, invocation }: { order: string | null; invocation: string | null }) => (
  <p>
    {order === null ? 'Lines of one invocation, ' : 'Lines of one order, '}
    <span class="code">{order ?? invocation}</span>. <a href={linkTo('log')}>Show all lines</a>
    {order !== null && (
      <>
        {' '}
        or <a href={linkTo('orders', order)}>the order</a>
      </>
    )}
  </p>
);

/** `#/log?order=...` and `#/log?invocation=...` show only those lines. */
export const LogView = ({ query }: { query: URLSearchParams }) => {
  const [order, invocation] = [query.get('order'), query.get('invocation')];
  const text = query.toString();
  const [choice, setChoice] = useState<Choice>(invocation === null ? 'events' : 'all');
  const { lines, problem } = useLogLines(text === '' ? '' : `?${text}`);
  const chosen = chooseLines(lines, choice);
  const shown = chosen.slice(-MAX_SHOWN).toReversed();
  return (
    <View title="Log" problem={problem}>
      {text !== '' && <Filter order={order} invocation={invocation} />}
      <fieldset class="filters">
        <legend class="unseen">Show lines</legend>
        {choices.map(([name, title]) => (
          <button
            key={name}
            type="button"
            class="filter"
            aria-pressed={choice === name}
            onClick={() => setChoice(name)}
          >
            {title} <b>{chooseLines(lines, name).length}</b>
          </button>
        ))}
      </fieldset>
      {shown.length === 0 ? (
        <p class="dim empty">No such lines yet.</p>
      ) : (
        <ol class="timeline" aria-label="Log lines, the newest first">
          {shown.map((line, index) => (
            <Line key={`${line.time} ${chosen.length - index}`} line={line} />
          ))}
        </ol>
      )}
      {chosen.length > MAX_SHOWN && <p class="dim">These are the newest {plural(MAX_SHOWN, 'line')}.</p>}
    </View>
  );
};
