import type { WaterfallRow } from '../../waterfall.ts';
import { formatMs, formatWhen } from '../format.ts';
import type { Live, Topics } from '../live.ts';
import { Badge } from '../parts/badge.tsx';
import { Cell, Row, RowHeader, Table } from '../parts/table.tsx';
import { Loading, View } from '../parts/view.tsx';
import { linkTo } from '../route.ts';

const HEIGHT = 12;
/** So that the shortest span can be seen. */
const LEAST_SHARE = 0.8;

const Bar = ({ row, totalMs }: { row: WaterfallRow; totalMs: number }) => {
  const share = (ms: number): number => (totalMs === 0 ? 0 : (ms / totalMs) * 100);
  const width = Math.max(LEAST_SHARE, share(row.ms));
  return (
    <svg class="bar" height={HEIGHT} width="100%" aria-hidden="true">
      <rect
        class={row.failure === undefined ? undefined : 'failed'}
        x={`${Math.min(share(row.at), 100 - LEAST_SHARE)}%`}
        width={`${width}%`}
        height={HEIGHT}
        rx={2}
      />
    </svg>
  );
};

const Attributes = ({ row }: { row: WaterfallRow }) => {
  const entries = Object.entries(row.attributes);
  const invocation = row.attributes['faas.invocation_id'];
  return (
    <details>
      <summary style={{ '--depth': row.depth }}>{row.name}</summary>
      {row.failure && <p class="attributes">{row.failure}</p>}
      <dl class="attributes">
        {row.kind !== '' && (
          <div>
            <dt>kind</dt>
            <dd>{row.kind}</dd>
          </div>
        )}
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
      {typeof invocation === 'string' && (
        <p>
          <a href={linkTo('log', undefined, { invocation })}>
            Its log<span class="unseen">: {row.name}</span>
          </a>
        </p>
      )}
      {row.links.map((traceId) => (
        <p key={traceId}>
          <a href={linkTo('traces', traceId)}>Linked trace</a>
        </p>
      ))}
    </details>
  );
};

type WaterfallProps = { rows: readonly WaterfallRow[]; totalMs: number };

/** A bar for each span, where it began and as long as it took. */
export const Waterfall = ({ rows, totalMs }: WaterfallProps) => (
  <Table
    caption="Spans of the trace"
    columns={['Span', { name: 'Start', numeric: true }, { name: 'Took', numeric: true }, 'Waterfall']}
    empty="The trace has no spans."
  >
    {rows.map((row) => (
      <Row key={row.id}>
        <RowHeader class="span">
          <Attributes row={row} />
          {row.failure !== undefined && <Badge text="failed" />}
        </RowHeader>
        <Cell class="number">{formatMs(row.at)}</Cell>
        <Cell class="number">{formatMs(row.ms)}</Cell>
        <Cell class="waterfall">
          <Bar row={row} totalMs={totalMs} />
        </Cell>
      </Row>
    ))}
  </Table>
);

export const TraceView = ({ live }: { live: Live<Topics['trace']> | undefined }) => {
  const trace = live?.value;
  if (trace === undefined) {
    return (
      <View title="Trace" live={live}>
        {live?.problem === undefined && <Loading />}
      </View>
    );
  }
  return (
    <View title={trace.name} live={live}>
      <p>
        Started {formatWhen(trace.startedAt)}, took {formatMs(trace.ms)}.{' '}
        {trace.orderIds.map((id) => (
          <span key={id}>
            <a href={linkTo('orders', id)}>Its order</a>,{' '}
          </span>
        ))}
        <a href={linkTo('traces')}>all traces</a>
      </p>
      <Waterfall rows={trace.rows} totalMs={trace.ms} />
    </View>
  );
};
