import type { TraceSummary } from '../../shapes.ts';

/** The traces that belong to an order. */
export const TraceList = ({ traces }: { traces: readonly TraceSummary[] }) => (
  <ul>
    {traces.map(({ traceId, name }) => (
      <li key={traceId}>
        {name} <span class="code">{traceId}</span>
      </li>
    ))}
  </ul>
);
