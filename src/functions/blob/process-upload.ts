import type { ProcessUploadCommand } from '../../application/process-upload.ts';
import type { Upload } from './upload-trigger.ts';

type Deps = { processUpload: (command: ProcessUploadCommand) => Promise<void> };

/** The placeholders of the path may hold anything that a blob's name may; the use case looks at them before it uses them. */
export const processUploadConsumer =
  ({ processUpload }: Deps): Upload =>
  async (original, { triggerMetadata }) => {
    // A name of digits arrives as a number.
    const [productId, imageId] = [triggerMetadata?.productId, triggerMetadata?.imageId].map((part) =>
      String(part ?? ''),
    );
    await processUpload({ productId: productId ?? '', imageId: imageId ?? '', original });
  };
