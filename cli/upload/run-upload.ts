import { Refused } from '../client/api-answers.ts';
import { barProgress, lineProgress, type Progress } from '../client/progress.ts';
import { errorDocument } from '../client/report-mistakes.ts';
import { HostSilent, requireHost } from '../client/require-host.ts';
import { GaveUp } from '../client/retrying-fetch.ts';
import { tokenSource } from '../client/token-source.ts';
import { upload } from './upload.ts';
import { uploadClient } from './upload-client.ts';
import { uploadTable } from './upload-table.ts';

export type OutputStream = NodeJS.WritableStream & { isTTY?: boolean };

export type RunUploadOptions = {
  product: string;
  files: readonly string[];
  url: string;
  issuer: string;
  audience: string;
  create: boolean;
  force: boolean;
  timeoutSeconds: number;
  json: boolean;
};

const PATIENCE_MS = 60_000;

const fileProblem = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const { code } = error;
  if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') return undefined;
  return 'message' in error ? String(error.message) : String(code);
};

/** The exit code and one message for what may well happen; undefined for a fault of the tool itself. */
const explain = (error: unknown): { code: number; message: string } | undefined => {
  if (error instanceof HostSilent) return { code: 2, message: error.message };
  if (error instanceof GaveUp || error instanceof Refused) return { code: 1, message: error.message };
  const message = fileProblem(error);
  return message === undefined ? undefined : { code: 2, message };
};

/** JSON has standard output to itself. */
const progressTo = (json: boolean, stdout: OutputStream, stderr: OutputStream): Progress => {
  if (stdout.isTTY && !json) return barProgress(stdout);
  const stream = json ? stderr : stdout;
  return lineProgress((line) => stream.write(`${line} KiB\n`));
};

/** Uploads and prints. The exit code: 0 when all are ready, 1 when one is not, 2 when it could not begin. */
export const runUpload = async (
  { url, issuer, audience, json, timeoutSeconds, ...options }: RunUploadOptions,
  { stdout, stderr }: { stdout: OutputStream; stderr: OutputStream },
): Promise<number> => {
  try {
    await requireHost({ url, issuer });
    const tokens = tokenSource({ issuer, audience, patienceMs: PATIENCE_MS });
    const client = uploadClient({ url, token: () => tokens.tokenOf('upload', ['admin']), patienceMs: PATIENCE_MS });
    const progress = progressTo(json, stdout, stderr);
    const outcomes = await upload({ ...options, url, client, progress, timeoutMs: timeoutSeconds * 1000 });
    stdout.write(`${json ? JSON.stringify(outcomes, null, 2) : uploadTable(outcomes)}\n`);
    return outcomes.every(({ status }) => status === 'ready') ? 0 : 1;
  } catch (error) {
    const known = explain(error);
    if (!known) throw error;
    if (json) stdout.write(errorDocument({ exitCode: known.code, message: known.message }));
    stderr.write(`${known.message}\n`);
    return known.code;
  }
};
