import { BlobServiceClient } from '@azure/storage-blob';
import { z } from 'zod';

const blobDefinitions = z.object({ containers: z.array(z.string().min(1)) });

export type BlobDefinitions = z.infer<typeof blobDefinitions>;

/** Throws if `value` is not `{ "containers": ["uploads", ...] }`. */
export const parseBlobDefinitions = (value: unknown): BlobDefinitions => {
  const outcome = blobDefinitions.safeParse(value);
  if (outcome.success) return outcome.data;
  throw new Error('Blob containers are defined as { "containers": ["uploads", ...] }.');
};

type Options = BlobDefinitions & {
  /** Origins whose pages may upload to the account. */
  origins: readonly string[];
};

/** Creates missing containers and lets browsers upload from these origins. Safe to repeat. */
export const prepareStorage = async (connectionString: string, { containers, origins }: Options): Promise<void> => {
  const service = BlobServiceClient.fromConnectionString(connectionString);
  await Promise.all([
    ...containers.map((container) => service.getContainerClient(container).createIfNotExists()),
    service.setProperties({
      cors:
        origins.length === 0
          ? []
          : [
              {
                allowedOrigins: origins.join(','),
                allowedMethods: 'GET,HEAD,PUT,OPTIONS',
                allowedHeaders: 'content-type,x-ms-*',
                exposedHeaders: 'etag,x-ms-error-code,x-ms-request-id',
                maxAgeInSeconds: 3600,
              },
            ],
    }),
  ]);
};
