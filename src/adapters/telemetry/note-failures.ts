import { type ExportResult, exported } from './change-results.ts';

/** Looks at results. `onFailure` hears of the first export that fails after one that did not. */
export const noteFailures = (onFailure: (reason: string) => void) => {
  let failing = false;
  return (result: ExportResult): ExportResult => {
    const failed = result.code !== exported;
    if (failed && !failing) onFailure(result.error?.message ?? 'no reason given');
    failing = failed;
    return result;
  };
};
