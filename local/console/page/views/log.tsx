import { useMemo, useState } from 'preact/hooks';
import { useLogLines } from '../follow-lines.ts';
import { plural } from '../format.ts';
import { type Choice, findLines } from '../log-lines.ts';
import { View } from '../parts/view.tsx';
import { linkTo } from '../route.ts';
import { LogLineItem } from './log-line.tsx';

const MAX_SHOWN = 300;

const choices: readonly (readonly [Choice, string])[] = [
  ['events', 'events'],
  ['all', 'all lines'],
  ['warnings', 'warnings and errors'],
  ['errors', 'errors'],
];

/** What the address can filter by, and what to call it. */
const subjects: Readonly<Record<string, string>> = {
  order: 'order',
  invocation: 'invocation',
  requestId: 'request and what it caused',
  function: 'function',
};

const Subject = ({ query }: { query: URLSearchParams }) => {
  const order = query.get('order');
  return (
    <p>
      {[...query].map(([name, value]) => (
        <span key={name}>
          Lines of one {subjects[name] ?? name}, <span class="code">{value}</span>.{' '}
        </span>
      ))}
      <a href={linkTo('log')}>Show all lines</a>
      {order !== null && (
        <>
          {' '}
          or <a href={linkTo('orders', order)}>the order</a>
        </>
      )}
    </p>
  );
};

const Search = ({ text, search }: { text: string; search: (text: string) => void }) => (
  <label class="search">
    Search
    <input
      type="search"
      value={text}
      placeholder="any text, such as 503"
      autocomplete="off"
      spellcheck={false}
      onInput={({ currentTarget }) => search(currentTarget.value)}
    />
  </label>
);

/** `#/log?order=...`, `invocation`, `requestId` and `function` show only those lines. */
export const LogView = ({ query }: { query: URLSearchParams }) => {
  const chosenByAddress = query.toString();
  const [choice, setChoice] = useState<Choice>(query.has('invocation') ? 'all' : 'events');
  const [text, setText] = useState('');
  const { lines, problem } = useLogLines(chosenByAddress === '' ? '' : `?${chosenByAddress}`);
  const found = useMemo(() => findLines(lines, text), [lines, text]);
  const chosen = found[choice];
  const shown = chosen.slice(-MAX_SHOWN).toReversed();
  return (
    <View title="Log" live={{ value: lines, problem }}>
      {chosenByAddress !== '' && <Subject query={query} />}
      <div class="controls">
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
              {title} <b>{found[name].length}</b>
            </button>
          ))}
        </fieldset>
        <Search text={text} search={setText} />
      </div>
      {shown.length === 0 ? (
        <p class="dim empty">{text.trim() === '' ? 'No such lines yet.' : `No such line contains "${text.trim()}".`}</p>
      ) : (
        <ol class="timeline" aria-label="Log lines, the newest first">
          {shown.map((line, index) => (
            <LogLineItem key={`${line.time} ${chosen.length - index}`} line={line} />
          ))}
        </ol>
      )}
      {chosen.length > MAX_SHOWN && <p class="dim">These are the newest {plural(MAX_SHOWN, 'line')}.</p>}
    </View>
  );
};
