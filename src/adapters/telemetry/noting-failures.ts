import type { SpanExporter } from '@opentelemetry/sdk-trace-base';

const SUCCESS = 0;

/** The same exporter. `onFailure` hears of the first export that fails after one that did not. */
export const notingFailures = (exporter: SpanExporter, onFailure: (reason: string) => void): SpanExporter => {
  let failing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const failed = result.code !== SUCCESS;
        if (failed && !failing) onFailure(result.error?.message ?? 'no reason given');
        failing = failed;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
};
