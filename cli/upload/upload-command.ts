import { Command } from 'commander';
import { apiOption, issuerOption, originOf } from '../client/api-options.ts';
import { laptop } from '../client/laptop.ts';
import { positiveArgument } from '../client/positive-argument.ts';
import { type MistakesOutput, reportMistakes } from '../client/report-mistakes.ts';
import type { OutputStream, RunUploadOptions } from './run-upload.ts';

type Flags = Omit<RunUploadOptions, 'product' | 'files' | 'timeoutSeconds' | 'url'> & { timeout: number; api: string };

type UploadCommandDeps = MistakesOutput & {
  stdout?: OutputStream;
  stderr?: OutputStream;
  /** Told 0 when all images are ready, 1 when one is not, 2 when the upload could not begin. */
  exit?: (code: number) => void;
};

const exitProcess = (code: number): void => {
  process.exitCode = code;
};

/** `upload PRODUCT FILE...`. Light until it runs. */
export const uploadCommand = ({
  stdout = process.stdout,
  stderr = process.stderr,
  exit = exitProcess,
  ...mistakes
}: UploadCommandDeps = {}): Command => {
  const command = new Command('upload')
    .description('Upload pictures of a product and wait until they are ready or rejected.')
    .argument('<product>', 'id of the product')
    .argument('<files...>', 'JPEG, PNG or WebP files, or others to see them refused')
    .addOption(apiOption('--url, --api <url>'))
    .addOption(issuerOption())
    .option('--audience <audience>', 'audience of the token', laptop.audience)
    .option('--create', 'create the product where it is missing', false)
    .option('--force', 'declare what the API takes, whatever the file is: the check after the upload sees it', false)
    .option('--timeout <seconds>', 'how long an uploaded image may take', positiveArgument, 60)
    .option('--json', 'print the outcome as JSON', false)
    .action(async (product: string, files: string[], { timeout, api, ...flags }: Flags) => {
      const { runUpload } = await import('./run-upload.ts');
      exit(
        await runUpload({ ...flags, url: originOf(api), product, files, timeoutSeconds: timeout }, { stdout, stderr }),
      );
    });
  return reportMistakes(command, { stdout, stderr, ...mistakes });
};
