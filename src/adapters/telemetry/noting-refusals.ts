import type { HttpClient } from '@azure/core-rest-pipeline';
import { describeError } from '../../domain/describe-error.ts';
import { type ExportResult, notExported } from './change-results.ts';

/**
 * Without files to keep things in, Azure's exporters call them exported after every failure that
 * may pass: the role is missing, too much is sent, nothing answers. `admit` calls these failures.
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

  const admit = (result: ExportResult): ExportResult =>
    refusal === undefined ? result : { code: notExported, error: new Error(refusal) };

  return { httpClient: noted, admit };
};
