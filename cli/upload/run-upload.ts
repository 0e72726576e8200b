import { apiClient, requireHearth } from '../client/api-client.ts';
import { originOf } from '../client/api-options.ts';
import { type ExitCode, exitCodes } from '../client/exit-codes.ts';
import { printableJson } from '../client/printable.ts';
import { chooseProgress } from '../client/progress.ts';
import { type Output, reportFailures } from '../client/report-failures.ts';
import { readSetting, type StaffAccess, staffBearer } from '../client/staff-bearer.ts';
import { upload } from './upload.ts';
import { uploadClient } from './upload-client.ts';
import { uploadTable } from './upload-table.ts';

export type RunUploadOptions = StaffAccess & {
  product: string;
  files: readonly string[];
  create: boolean;
  force: boolean;
  timeoutSeconds: number;
  json: boolean;
};

const PATIENCE_MS = 60_000;

/** Uploads and prints. The exit code is 0 if all images are ready, 1 if one is not. */
export const runUpload = (options: RunUploadOptions, output: Output): Promise<ExitCode> => {
  const { api, env, json, timeoutSeconds } = options;
  const apiKey = readSetting(env, 'HEARTH_API_KEY');
  return reportFailures(
    async () => {
      await requireHearth({ api, apiKey });
      const bearer = staffBearer(options, 'upload');
      const client = uploadClient(apiClient({ api, apiKey, bearer, patienceMs: PATIENCE_MS, repeatsChanges: true }));
      const progress = chooseProgress(output, json, ' KiB');
      const limits = { origin: originOf(api), timeoutMs: timeoutSeconds * 1000 };
      const outcomes = await upload({ ...options, ...limits, client, progress });
      output.stdout.write(json ? printableJson(outcomes) : `${uploadTable(outcomes)}\n`);
      return outcomes.every(({ status }) => status === 'ready') ? exitCodes.done : exitCodes.failed;
    },
    output,
    json,
  );
};
