import type { HttpClient } from '@azure/core-rest-pipeline';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { describeError } from '../../domain/describe-error.ts';

const FAILED = 1;

/**
 * Without files to keep spans in, Azure's exporter calls them exported after every failure that may
 * pass: the role is missing, too much is sent, nothing answers. `admit` makes these failures again.
 */
export const notingRefusals = (http: HttpClient) => {
  let refusal: string | undefined;

  const noted: HttpClient = {
    sendRequest: async (request) => {
      try {
        const response = await http.sendRequest(request);
        refusal = response.status < 400 ? undefined : `Application Insights answered ${response.status}.`;
        return response;
      } catch (error) {
        refusal = describeError(error);
        throw error;
      }
    },
  };

  const admit = (exporter: SpanExporter): SpanExporter => ({
    export: (spans, done) =>
      exporter.export(spans, (result) =>
        done(refusal === undefined ? result : { code: FAILED, error: new Error(refusal) }),
      ),
    shutdown: () => exporter.shutdown(),
  });

  return { http: noted, admit };
};
