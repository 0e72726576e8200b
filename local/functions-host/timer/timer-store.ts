import { text } from 'node:stream/consumers';
import { errorMessage } from '../../error-message.ts';
import type { StorageClients } from '../blob/storage-clients.ts';
import { hasStatus } from '../blob/storage-error.ts';
import type { Lock } from './listen-with-lock.ts';
import { parseStatus, type ScheduleStatus, statusJson } from './schedule-status.ts';

const CONTAINER = 'azure-webjobs-hosts';

/** A timer's blobs in the host's own storage account, named as the real host names them. */
export type TimerStore = {
  /** Undefined before the first start. Rejects if it was not written by a host. */
  readStatus: () => Promise<ScheduleStatus | undefined>;
  writeStatus: (status: ScheduleStatus) => Promise<void>;
  /** Undefined while another host holds it. Lasts `seconds` (15 to 60). */
  acquire: (seconds: number) => Promise<Lock | undefined>;
};

export const timerStore = ({ blobs, blob }: StorageClients, hostId: string, name: string): TimerStore => {
  const statusName = `timers/${hostId}/Host.Functions.${name}/status`;
  const status = blob(CONTAINER, statusName);
  const lock = blob(CONTAINER, `locks/${hostId}/Host.Functions.${name}.Listener`);

  const inContainer = async (write: () => Promise<unknown>): Promise<void> => {
    try {
      await write();
    } catch (error) {
      if (!hasStatus(error, 404)) throw error;
      await blobs.getContainerClient(CONTAINER).createIfNotExists();
      await write();
    }
  };

  const createLock = () =>
    inContainer(() => lock.upload('', 0, { conditions: { ifNoneMatch: '*' } })).catch((error: unknown) => {
      // Another host created it first, and may have leased it already.
      if (!hasStatus(error, 409, 412)) throw error;
    });

  return {
    readStatus: async () => {
      try {
        const { readableStreamBody } = await status.download();
        return readableStreamBody && parseStatus(await text(readableStreamBody));
      } catch (error) {
        if (hasStatus(error, 404)) return undefined;
        throw new Error(`${CONTAINER}/${statusName} cannot be read: ${errorMessage(error)}`);
      }
    },
    writeStatus: (value) => {
      const json = JSON.stringify(statusJson(value));
      return inContainer(() => status.upload(json, Buffer.byteLength(json)));
    },
    acquire: async (seconds) => {
      const lease = lock.getBlobLeaseClient();
      try {
        await lease.acquireLease(seconds).catch(async (error: unknown) => {
          if (!hasStatus(error, 404)) throw error;
          await createLock();
          await lease.acquireLease(seconds);
        });
      } catch (error) {
        if (hasStatus(error, 409)) return undefined;
        throw error;
      }
      return {
        renew: async (withinMs) => {
          try {
            await lease.renewLease({ abortSignal: AbortSignal.timeout(withinMs) });
            return true;
          } catch (error) {
            // 404: the blob was deleted. The host that creates it again holds the lock.
            if (hasStatus(error, 404, 409, 412)) return false;
            throw error;
          }
        },
        release: async () => {
          await lease.releaseLease();
        },
      };
    },
  };
};
