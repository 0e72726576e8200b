import { Command } from 'commander';
import { apiOption, audienceOption, issuerOption } from '../client/api-options.ts';
import { type CommandDeps, setExitCode } from '../client/command-deps.ts';
import { parsePositive } from '../client/parse-positive.ts';
import { reportMistakes } from '../client/report-mistakes.ts';
import type { RunUploadOptions } from './run-upload.ts';

type Flags = Omit<RunUploadOptions, 'product' | 'files' | 'timeoutSeconds' | 'env'> & { timeout: number };

/** `upload PRODUCT FILE...`. Loads little until it runs. */
export const uploadCommand = ({
  stdout = process.stdout,
  stderr = process.stderr,
  env = process.env,
  exit = setExitCode,
  ...mistakes
}: CommandDeps = {}): Command => {
  const command = new Command('upload')
    .description('Upload images of a product and wait until they are ready or rejected.')
    .argument('<product>', 'id of the product')
    .argument('<files...>', 'JPEG, PNG or WebP files; others are refused')
    .addOption(apiOption())
    .addOption(issuerOption())
    .addOption(audienceOption())
    .option('--create', 'create the product if it is missing', false)
    .option('--force', 'declare every file as one that the API accepts, to test the check after the upload', false)
    .option('--timeout <seconds>', 'time limit for processing an uploaded image', parsePositive, 60)
    .option('--json', 'print the outcome as JSON', false)
    .addHelpText('after', '\nHEARTH_TOKEN and HEARTH_API_KEY work as for `hearth ops`.')
    .action(async (product: string, files: string[], { timeout, ...flags }: Flags) => {
      const { runUpload } = await import('./run-upload.ts');
      exit(await runUpload({ ...flags, env, product, files, timeoutSeconds: timeout }, { stdout, stderr }));
    });
  return reportMistakes(command, { stdout, stderr, ...mistakes });
};
