import type { BlobItem, ContainerClient } from '@azure/storage-blob';
import pMap from 'p-map';
import { errorSummary } from '../../error-message.ts';
import type { Logger } from '../logger.ts';
import type { PathPattern } from './path-pattern.ts';
import { startPolling } from './poll-loop.ts';
import { hasStatus } from './storage-error.ts';

const AT_ONCE = 8;

export type FoundBlob = { name: string; etag: string; blobType: string };

type Options = {
  container: ContainerClient;
  pattern: PathPattern;
  pollMs: number;
  logger: Logger;
  /** Takes a version of a blob. False asks to be offered it again in the next round. */
  offer: (blob: FoundBlob) => Promise<boolean>;
};

/** Listings omit the quotes that ETags have in headers. */
const quoteEtag = (etag: string): string => (etag.startsWith('"') ? etag : `"${etag}"`);

const toFoundBlob = ({ name, properties }: BlobItem): FoundBlob => ({
  name,
  etag: quoteEtag(properties.etag),
  blobType: properties.blobType ?? 'BlockBlob',
});

/** Lists the container in rounds. Offers each version of each matching blob until it is taken. */
export const scanContainer = ({ container, pattern, pollMs, logger, offer }: Options) => {
  /**
   * ETags already taken, by name, which saves a look at the receipts. As large as the container.
   */
  let taken = new Map<string, string>();
  /** Why a blob could not be taken, by name, so that each reason is logged once. */
  let troubles = new Map<string, string>();

  /** If a blob cannot be taken, logs why and goes on. It is offered again in the next round. */
  const takeOne = async (blob: FoundBlob, into: Map<string, string>, trouble: Map<string, string>): Promise<void> => {
    try {
      if (taken.get(blob.name) === blob.etag || (await offer(blob))) into.set(blob.name, blob.etag);
    } catch (error) {
      const reason = errorSummary(error);
      trouble.set(blob.name, reason);
      if (troubles.get(blob.name) === reason) return;
      const path = JSON.stringify(`${container.containerName}/${blob.name}`);
      logger('warning', 'Host.Triggers.Blob', `Blob ${path} cannot be taken, trying again: ${reason}`);
    }
  };

  const round = async (): Promise<boolean> => {
    const now = new Map<string, string>();
    const trouble = new Map<string, string>();
    try {
      const options = pattern.prefix === '' ? {} : { prefix: pattern.prefix };
      for await (const { segment } of container.listBlobsFlat(options).byPage({ maxPageSize: 1000 })) {
        const blobs = segment.blobItems.map(toFoundBlob).filter(({ name }) => pattern.match(name) !== undefined);
        await pMap(blobs, (blob) => takeOne(blob, now, trouble), { concurrency: AT_ONCE });
      }
    } catch (error) {
      // The container does not exist yet, so there is nothing to find.
      if (!hasStatus(error, 404)) throw error;
    }
    taken = now;
    troubles = trouble;
    return false;
  };

  return startPolling({ what: `Polling of container '${container.containerName}'`, pollMs, logger, round });
};
