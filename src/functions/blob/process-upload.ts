import type { ProcessUploadCommand } from '../../application/images/process-upload.ts';
import type { Upload } from './upload-trigger.ts';

/** `{container}/{productId}/{imageId}` */
const PATH = /^[^/]*\/([^/]*)\/(.*)$/s;

type Deps = { processUpload: (command: ProcessUploadCommand) => Promise<void> };

/**
 * Takes the names from the whole path: the worker parses metadata as JSON if it can, so a product
 * called `1e5` or `null` would arrive as something else. The use case checks the names.
 */
export const processUploadConsumer =
  ({ processUpload }: Deps): Upload =>
  async ({ triggerMetadata }) => {
    const [, productId, imageId] = PATH.exec(String(triggerMetadata?.blobTrigger)) ?? [];
    if (productId === undefined || imageId === undefined)
      throw new Error('The host delivered a blob without its path.');
    await processUpload({ productId, imageId });
  };
