import type { TraceSummary } from '../../shapes.ts';
import { formatMs, formatWhen } from '../format.ts';
import type { Live, Topics } from '../live.ts';
import { Table } from '../parts/table.tsx';
import { Loading, View } from '../parts/view.tsx';
import { linkTo } from '../route.ts';

const whenOf = ({ start }: TraceSummary): string =>
  start === undefined ? '' : formatWhen(typeof start === 'number' ? new Date(start).toISOString() : start);

export const TraceList = ({ traces }: { traces: readonly TraceSummary[] }) => (
  <Table
    caption="Traces, the newest first"
    columns={['Trace', 'Begun', { name: 'Took', numeric: true }, { name: 'Spans', numeric: true }]}
    empty="No traces yet."
  >
    {traces.map((trace) => (
      <tr key={trace.traceId}>
        <td>
          <a href={linkTo('traces', trace.traceId)}>{trace.name ?? trace.traceId}</a>
        </td>
        <td class="nowrap">{whenOf(trace)}</td>
        <td class="number">{trace.ms === undefined ? '' : formatMs(trace.ms)}</td>
        <td class="number">{trace.spans}</td>
      </tr>
    ))}
  </Table>
);

export const TracesView = ({ live }: { live: Live<Topics['traces']> | undefined }) => (
  <View title="Traces" problem={live?.problem}>
    {live?.value === undefined ? live?.problem === undefined && <Loading /> : <TraceList traces={live.value} />}
  </View>
);
