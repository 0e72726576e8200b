import { Command, InvalidArgumentError } from 'commander';
import { defaultAudience, defaultPorts } from '../commands/default-ports.ts';
import { positiveArgument } from '../commands/positive-argument.ts';
import type { OutputStream, RunUploadOptions } from './run-upload.ts';

type Flags = Omit<RunUploadOptions, 'product' | 'files' | 'timeoutSeconds'> & { timeout: number };

type UploadCommandDeps = {
  stdout?: OutputStream;
  stderr?: OutputStream;
  /** Told 0 when all images are ready, 1 when one is not, 2 when the upload could not begin. */
  exit?: (code: number) => void;
  /** Ends the run after a mistake in the arguments (2), or after the help text (0). */
  leave?: (code: number) => never;
};

const httpUrl = (text: string): string => {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('Give an http or https URL.');
};

const exitProcess = (code: number): void => {
  process.exitCode = code;
};

/** `upload PRODUCT FILE...`. Light until it runs. */
export const uploadCommand = ({
  stdout = process.stdout,
  stderr = process.stderr,
  exit = exitProcess,
  leave = process.exit,
}: UploadCommandDeps = {}): Command =>
  new Command('upload')
    .description('Upload pictures of a product and wait until they are ready or rejected.')
    .argument('<product>', 'id of the product')
    .argument('<files...>', 'JPEG, PNG or WebP files, or others to see them refused')
    .option('--url <url>', 'where Hearth answers', httpUrl, `http://127.0.0.1:${defaultPorts.host}`)
    .option('--issuer <url>', 'where tokens are issued', httpUrl, `http://127.0.0.1:${defaultPorts.identity}`)
    .option('--audience <audience>', 'audience of the token', defaultAudience)
    .option('--create', 'create the product where it is missing', false)
    .option('--force', 'declare what the API takes, whatever the file is: the check after the upload sees it', false)
    .option('--timeout <seconds>', 'how long an uploaded image may take', positiveArgument, 60)
    .option('--json', 'print the outcome as JSON', false)
    .exitOverride(({ exitCode }) => leave(exitCode === 0 ? 0 : 2))
    .configureOutput({ writeErr: (text) => stderr.write(text), writeOut: (text) => stdout.write(text) })
    .action(async (product: string, files: string[], { timeout, ...flags }: Flags) => {
      const { runUpload } = await import('./run-upload.ts');
      exit(await runUpload({ ...flags, product, files, timeoutSeconds: timeout }, { stdout, stderr }));
    });
