import type { TraceSummary } from '../../shapes.ts';
import { formatMs, formatWhen, plural } from '../format.ts';
import type { Live, Topics } from '../live.ts';
import { Badge } from '../parts/badge.tsx';
import { Cell, Row, Table } from '../parts/table.tsx';
import { Loading, View } from '../parts/view.tsx';
import { linkTo } from '../route.ts';

export const TraceList = ({ traces }: { traces: readonly TraceSummary[] }) => (
  <Table
    caption="Traces, the newest first"
    columns={['Trace', 'Started', { name: 'Took', numeric: true }, { name: 'Spans', numeric: true }]}
    empty="No traces yet."
  >
    {traces.map((trace) => (
      <Row key={trace.traceId}>
        <Cell>
          <a href={linkTo('traces', trace.traceId)}>{trace.name}</a>{' '}
          {trace.errors > 0 && <Badge text={plural(trace.errors, 'error')} tone="bad" />}
        </Cell>
        <Cell class="nowrap">{formatWhen(trace.startedAt)}</Cell>
        <Cell class="number">{formatMs(trace.ms)}</Cell>
        <Cell class="number">{trace.spans}</Cell>
      </Row>
    ))}
  </Table>
);

export const TracesView = ({ live }: { live: Live<Topics['traces']> | undefined }) => (
  <View title="Traces" live={live}>
    {live?.value === undefined ? live?.problem === undefined && <Loading /> : <TraceList traces={live.value} />}
  </View>
);
