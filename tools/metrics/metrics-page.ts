import type { Metric } from '../../src/application/ports/metric.ts';
import { metrics } from '../../src/application/ports/metrics.ts';
import { wrapPoint } from '../wrap-point.ts';

const MAX_VALUES = 8;

const describeLabel = ([label, values]: [string, readonly string[]]): string => {
  const shown = values.slice(0, MAX_VALUES).map((value) => `\`${value}\``);
  const more = values.length > MAX_VALUES ? ` and ${values.length - MAX_VALUES} more` : '';
  return `\`${label}\` (${shown.join(', ')}${more})`;
};

const describeMetric = ([name, { kind, unit, meaning, labels }]: [string, Metric]): string => {
  const described = Object.entries(labels).map(describeLabel);
  const labelled = described.length === 0 ? '' : ` Labels: ${described.join(', ')}.`;
  return wrapPoint(`- **\`${name}\`** (${kind}, \`${unit}\`): ${meaning}${labelled}`);
};

const introduction = `# What the app measures

For operators and anyone who writes queries. The app exports these metrics if \`OTEL_EXPORTER_OTLP_ENDPOINT\` or
\`APPLICATIONINSIGHTS_CONNECTION_STRING\` is set. The host exports its own, such as the duration of requests.
\`npm run generate\` writes this page.

## Which metrics are there?`;

/** docs/metrics.md, from the table that the app measures by. */
export const metricsPage = (): string =>
  `${introduction}\n\n${Object.entries(metrics).map(describeMetric).join('\n')}\n`;
