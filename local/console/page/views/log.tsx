import { useState } from 'preact/hooks';
import type { LogLine } from '../../shapes.ts';
import { useLogLines } from '../follow-lines.ts';
import { formatTime, plural } from '../format.ts';
import { chooseLines, describeLine, functionOf, type Level } from '../log-lines.ts';
import { Table } from '../parts/table.tsx';
import { View } from '../parts/view.tsx';
import { linkTo } from '../route.ts';

const MAX_SHOWN = 300;

const levels: readonly (readonly [Level, string])[] = [
  ['all', 'all lines'],
  ['warning', 'warnings and errors'],
  ['error', 'errors'],
];

const tones: Readonly<Record<string, string>> = { warning: 'warn', warn: 'warn', error: 'bad', critical: 'bad' };

const Line = ({ line }: { line: LogLine }) => (
  <tr class={tones[line.level]}>
    <td class="nowrap">
      <time dateTime={line.time}>{formatTime(line.time, true)}</time>
    </td>
    <td>{line.level === 'information' ? 'info' : line.level}</td>
    <td>{functionOf(line)}</td>
    <td class="nowrap">
      {line.invocationId !== undefined && (
        <a class="code" href={linkTo('log', undefined, { invocation: line.invocationId })}>
          {line.invocationId.slice(0, 8)}
        </a>
      )}
    </td>
    <td class="wide">
      {line.event !== undefined && <b>{line.event} </b>}
      {line.orderId !== undefined && (
        <a class="code" href={linkTo('orders', line.orderId)}>
          order
        </a>
      )}{' '}
      <span class="code">{describeLine(line)}</span>
    </td>
  </tr>
);

const describeFilter = (order: string | null, invocation: string | null): string => {
  if (order !== null) return `Lines of the order ${order}.`;
  return invocation === null ? '' : `Lines of the invocation ${invocation}.`;
};

/** `#/log?order=...` and `#/log?invocation=...` show only those lines. */
export const LogView = ({ query }: { query: URLSearchParams }) => {
  const [level, setLevel] = useState<Level>('all');
  const [order, invocation] = [query.get('order'), query.get('invocation')];
  const text = query.toString();
  const { lines, problem } = useLogLines(text === '' ? '' : `?${text}`);
  const chosen = chooseLines(lines, level);
  const shown = chosen.slice(-MAX_SHOWN).toReversed();
  return (
    <View title="Log" problem={problem}>
      {text !== '' && (
        <p>
          {describeFilter(order, invocation)} <a href={linkTo('log')}>Show all lines</a>
          {order !== null && (
            <>
              {' '}
              or <a href={linkTo('orders', order)}>the order</a>
            </>
          )}
        </p>
      )}
      <fieldset class="filters">
        <legend class="unseen">Show lines</legend>
        {levels.map(([name, title]) => (
          <button key={name} type="button" class="filter" aria-pressed={level === name} onClick={() => setLevel(name)}>
            {title} <b>{chooseLines(lines, name).length}</b>
          </button>
        ))}
      </fieldset>
      <Table
        caption="Log lines, the newest first"
        columns={['Time', 'Level', 'Function', 'Invocation', 'What happened']}
        empty="No lines yet."
      >
        {shown.map((line, index) => (
          <Line key={`${line.time} ${chosen.length - index}`} line={line} />
        ))}
      </Table>
      {chosen.length > MAX_SHOWN && <p class="dim">These are the newest {plural(MAX_SHOWN, 'line')}.</p>}
    </View>
  );
};
