import { errorMessage } from '../../error-message.ts';
import { userError } from '../../user-error.ts';
import type { BlobOptions } from '../host-json.ts';
import type { Logger } from '../logger.ts';
import { hostId } from './host-id.ts';
import { blobReceipts } from './receipts.ts';
import { openStorage, type StorageClients, type StorageConnection } from './storage-clients.ts';
import { createWorkQueue } from './work-queue.ts';

export type BlobTriggerOptions = {
  env: NodeJS.ProcessEnv;
  /** The app's folder. */
  app: string;
  /** Milliseconds between two polls. */
  pollMs: number;
};

/** Throws a user error that names the connection. */
export const openNamed = async (name: string, connection: StorageConnection): Promise<StorageClients> => {
  try {
    return await openStorage(connection);
  } catch (error) {
    throw userError(`The connection ${name} is not a storage account: ${errorMessage(error)}`);
  }
};

/** One queue for all functions of a host, which share its limit of parallel runs. */
export const createSharedQueue = (connection: StorageConnection, { env, app, pollMs }: BlobTriggerOptions) => {
  const open = async (blobs: BlobOptions, logger: Logger) => {
    const host = await openNamed('AzureWebJobsStorage', connection);
    const id = hostId(app, env);
    return {
      receipts: blobReceipts(host, id),
      queue: createWorkQueue({ ...blobs, queues: host.queues, hostId: id, pollMs, logger }),
    };
  };
  let shared: ReturnType<typeof open> | undefined;
  return (blobs: BlobOptions, logger: Logger) => {
    shared ??= open(blobs, logger);
    return shared;
  };
};
