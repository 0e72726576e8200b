import type { LogLine } from '../../shapes.ts';
import { formatTime } from '../format.ts';
import { describeLine, functionOf } from '../log-lines.ts';
import { linkTo } from '../route.ts';

const tones: Readonly<Record<string, string>> = { warning: 'warn', error: 'bad', critical: 'bad' };

export const LogLineItem = ({ line }: { line: LogLine }) => (
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
