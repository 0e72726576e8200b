import { useState } from 'preact/hooks';
import type { EntryKind, TimelineEntry } from '../../order-timeline.ts';
import type { Order } from '../../shapes.ts';
import { call } from '../call.ts';
import { formatMoney, formatSpan, formatTime, formatWhen, plural } from '../format.ts';
import type { Live, Topics } from '../live.ts';
import { Action } from '../parts/action.tsx';
import { Badge } from '../parts/badge.tsx';
import { Table } from '../parts/table.tsx';
import { Loading, Unknowns, View } from '../parts/view.tsx';
import { linkTo } from '../route.ts';
import { LetterList } from './letters.tsx';
import { MessageTable } from './messages.tsx';
import { Waterfall } from './trace.tsx';
import { TraceList } from './traces.tsx';

const kinds: readonly EntryKind[] = [
  'state',
  'request',
  'attempt',
  'message',
  'event',
  'webhook',
  'staff',
  'dead letter',
];

const Moment = ({ entry, since }: { entry: TimelineEntry; since: number | undefined }) => (
  <li class={`moment ${entry.tone}`}>
    <time dateTime={entry.at}>{formatTime(entry.at, true)}</time>
    <span class="gap dim">{since !== undefined && since >= 1 ? `+${formatSpan(since)}` : ''}</span>
    <span class="kind">{entry.kind}</span>
    <span class="what">
      <b>{entry.what}</b>
      {entry.detail !== '' && <span class="detail">{entry.detail}</span>}
      {entry.invocationId !== undefined && (
        <a class="jump" href={linkTo('log', undefined, { invocation: entry.invocationId })}>
          log<span class="unseen"> of this invocation, for {entry.what}</span>
        </a>
      )}
    </span>
  </li>
);

const Timeline = ({ entries }: { entries: readonly TimelineEntry[] }) => {
  const [hidden, setHidden] = useState<ReadonlySet<EntryKind>>(new Set());
  const present = kinds.filter((kind) => entries.some((entry) => entry.kind === kind));
  const shown = entries.filter(({ kind }) => !hidden.has(kind));
  const toggle = (kind: EntryKind): void => {
    const next = new Set(hidden);
    if (!next.delete(kind)) next.add(kind);
    setHidden(next);
  };
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <fieldset class="filters">
        <legend class="unseen">Show in the timeline</legend>
        {present.map((kind) => (
          <button key={kind} type="button" class="filter" aria-pressed={!hidden.has(kind)} onClick={() => toggle(kind)}>
            {kind} <b>{entries.filter((entry) => entry.kind === kind).length}</b>
          </button>
        ))}
      </fieldset>
      <ol class="timeline">
        {shown.map((entry, index) => {
          const before = shown[index - 1];
          const since = before === undefined ? undefined : Date.parse(entry.at) - Date.parse(before.at);
          return <Moment key={`${entry.at} ${entry.kind} ${entry.what} ${index}`} entry={entry} since={since} />;
        })}
      </ol>
    </section>
  );
};

const Facts = ({ order }: { order: Order }) => (
  <dl class="facts">
    <div>
      <dt>State</dt>
      <dd>
        <Badge text={order.status} />
      </dd>
    </div>
    <div>
      <dt>Placed</dt>
      <dd>{formatWhen(order.placedAt)}</dd>
    </div>
    <div>
      <dt>Total</dt>
      <dd>{formatMoney(order.total, order.currency)}</dd>
    </div>
    <div>
      <dt>Work due</dt>
      <dd>{order.due ?? 'none'}</dd>
    </div>
    <div>
      <dt>Customer</dt>
      <dd class="code">{order.customerId ?? 'unknown'}</dd>
    </div>
    <div>
      <dt>Id</dt>
      <dd class="code">{order.id}</dd>
    </div>
  </dl>
);

const Lines = ({ order }: { order: Order }) => (
  <Table
    caption="Lines of the order"
    columns={[
      'Product',
      { name: 'Quantity', numeric: true },
      { name: 'Price', numeric: true },
      { name: 'Sum', numeric: true },
    ]}
    empty="No lines."
  >
    {order.items.map((line) => (
      <tr key={line.productId}>
        <td>
          <a href={linkTo('products', line.productId)}>{line.name}</a>
          {line.short && <Badge text="too few in stock" tone="warn" />}
        </td>
        <td class="number">{line.quantity}</td>
        <td class="number">{formatMoney(line.unitPrice, order.currency)}</td>
        <td class="number">{formatMoney(line.lineTotal, order.currency)}</td>
      </tr>
    ))}
  </Table>
);

const Actions = ({ order }: { order: Order }) => {
  const path = `/api/v1/orders/${order.id}`;
  const open = order.status === 'placed' || order.status === 'confirmed';
  return (
    <>
      <a class="button" href={linkTo('log', undefined, { order: order.id })}>
        Log
      </a>
      {order.status === 'confirmed' && (
        <Action
          run={async () => {
            await call('POST', `${path}/ship`, { carrier: 'DHL', trackingNumber: `TEST-${Date.now()}` });
            return 'The order was shipped.';
          }}
        >
          Ship
        </Action>
      )}
      {open && (
        <Action
          kind="danger"
          run={async () => {
            await call('POST', `${path}/cancel`, { reason: 'Cancelled in the console' });
            return 'The order was cancelled.';
          }}
        >
          Cancel
        </Action>
      )}
      {order.due !== undefined && (
        <Action
          kind="main"
          run={async () => {
            await call('POST', `${path}/retry`);
            return 'The order is being processed again.';
          }}
        >
          Retry
        </Action>
      )}
    </>
  );
};

export const OrderView = ({ live }: { live: Live<Topics['order']> | undefined }) => {
  const story = live?.value;
  if (story === undefined) {
    return (
      <View title="Order" problem={live?.problem}>
        {live?.problem === undefined && <Loading />}
      </View>
    );
  }
  const { order, timeline, deadLetters, messages, traces, trace, unknown } = story;
  return (
    <View title={`Order ${order.number ?? order.id}`} problem={live?.problem} actions={<Actions order={order} />}>
      {order.attention !== undefined && (
        <p class="trouble bad">
          Needs attention: {order.attention.reason.replace(/\.$/, '')}. Fix the cause, then retry the order or replay
          its dead letter.
        </p>
      )}
      <Facts order={order} />
      <Lines order={order} />
      <Timeline entries={timeline} />
      {deadLetters.length > 0 && (
        <section aria-labelledby="letters">
          <h2 id="letters">{plural(deadLetters.length, 'dead letter')}</h2>
          <LetterList letters={deadLetters} />
        </section>
      )}
      {messages.length > 0 && (
        <section aria-labelledby="messages">
          <h2 id="messages">Messages on their way</h2>
          <MessageTable messages={messages} />
        </section>
      )}
      {traces.length > 0 && (
        <section aria-labelledby="traces">
          <h2 id="traces">Traces</h2>
          <TraceList traces={traces} />
          {trace !== undefined && <Waterfall rows={trace.rows} totalMs={trace.ms} />}
        </section>
      )}
      <Unknowns items={unknown} />
    </View>
  );
};
