import type { ProcessUploadCommand } from '../../application/images/process-upload.ts';
import type { Upload } from './upload-trigger.ts';

/** `{container}/{productId}/{imageId}`. */
const PATH = /^[^/]*\/([^/]*)\/(.*)$/s;

type Deps = { processUpload: (command: ProcessUploadCommand) => Promise<void> };

/**
 * The names come from the whole path. The worker parses metadata that happens to be JSON: the placeholder of a product called `1e5` or
 * `null` would arrive as another one. They may hold anything that a blob's name may; the use case looks at them before it uses them.
 */
export const processUploadConsumer =
  ({ processUpload }: Deps): Upload =>
  async (original, { triggerMetadata }) => {
    const [, productId, imageId] = PATH.exec(String(triggerMetadata?.blobTrigger)) ?? [];
    if (productId === undefined || imageId === undefined)
      throw new Error('The host did not say which blob it delivered.');
    await processUpload({ productId, imageId, original });
  };
