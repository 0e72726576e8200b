import { createHash } from 'node:crypto';
import type { BlockBlobClient } from '@azure/storage-blob';
import type { StorageClients } from './storage-clients.ts';
import { hasStatus } from './storage-error.ts';

export type BlobVersion = { container: string; name: string; etag: string };

const CONTAINER = 'azure-webjobs-hosts';
const LEASE_SECONDS = 30;
const MAX_NAME = 1024;

/** The ETag precedes the name, which may hold slashes. A hash replaces a name that is too long. */
const receiptName = (hostId: string, functionId: string, { container, name, etag }: BlobVersion): string => {
  const folder = `blobreceipts/${hostId}/${functionId}/${etag}/${container}/`;
  if (folder.length + name.length <= MAX_NAME) return folder + name;
  return folder + createHash('sha256').update(name).digest('hex');
};

/** The mark of a version that is not in the queue yet. The real host looks only at its key. */
const INCOMPLETE = 'Incomplete';

const isCompleted = (metadata: Readonly<Record<string, string>> = {}): boolean =>
  !Object.keys(metadata).some((key) => key.toLowerCase() === INCOMPLETE.toLowerCase());

/**
 * Which blob versions this host has enqueued, in the real host's format: one empty blob per
 * function and version in its own storage account, marked until the version is in the queue.
 */
export const blobReceipts = ({ blobs, blob }: StorageClients, hostId: string) => {
  const create = async (receipt: BlockBlobClient): Promise<boolean> => {
    const upload = () =>
      receipt.upload('', 0, { conditions: { ifNoneMatch: '*' }, metadata: { [INCOMPLETE]: INCOMPLETE } });
    try {
      await upload().catch(async (error: unknown) => {
        if (!hasStatus(error, 404)) throw error;
        await blobs.getContainerClient(CONTAINER).createIfNotExists();
        await upload();
      });
      return true;
    } catch (error) {
      if (hasStatus(error, 409, 412)) return false;
      throw error;
    }
  };

  /** Undefined if there is none. */
  const read = async (receipt: BlockBlobClient): Promise<{ completed: boolean } | undefined> => {
    try {
      return { completed: isCompleted((await receipt.getProperties()).metadata) };
    } catch (error) {
      if (hasStatus(error, 404)) return undefined;
      throw error;
    }
  };

  return {
    /**
     * Enqueues the version unless it was enqueued before. A crash in between can enqueue it twice.
     * False if another host is at it, or died while it was: ask again later.
     */
    once: async (functionId: string, version: BlobVersion, enqueue: () => Promise<void>): Promise<boolean> => {
      const receipt = blob(CONTAINER, receiptName(hostId, functionId, version));
      const known = await read(receipt);
      if (known?.completed) return true;
      if (known === undefined && !(await create(receipt))) return false;
      const lease = receipt.getBlobLeaseClient();
      try {
        await lease.acquireLease(LEASE_SECONDS);
      } catch (error) {
        if (hasStatus(error, 404, 409)) return false;
        throw error;
      }
      try {
        if ((await read(receipt))?.completed) return true;
        await enqueue();
        await receipt.setMetadata({}, { conditions: { leaseId: lease.leaseId } });
        return true;
      } finally {
        await lease.releaseLease().catch(() => {});
      }
    },
  };
};
