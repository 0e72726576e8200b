import type { Container } from '@azure/cosmos';
import { hasStatus } from './cosmos-status.ts';
import { changeLease, type Lease, type LeaseChange, newLease, type PartitionRange, parseLease } from './lease.ts';

const MAX_CONFLICTS = 5;

export type LeaseStore = {
  /** Creates the leases of a new feed. Safe to repeat, and for several hosts at once. */
  prepare: (ranges: readonly PartitionRange[]) => Promise<void>;
  list: () => Promise<Lease[]>;
  /**
   * Compare-and-set. Undefined if the lease is gone, or if a host other than `lease.owner` has it
   * now.
   */
  update: (lease: Lease, change: LeaseChange) => Promise<Lease | undefined>;
};

/** The leases whose ids start with `prefix`, in a container that is partitioned by id. */
export const leaseStore = (container: Container, prefix: string): LeaseStore => {
  const marker = `${prefix}.info`;

  const create = async (document: Readonly<Record<string, unknown>>): Promise<void> => {
    try {
      await container.items.create(document);
    } catch (error) {
      if (!hasStatus(error, 409)) throw error;
    }
  };

  const exists = async (id: string): Promise<boolean> => (await container.item(id, id).read()).resource !== undefined;

  const read = async (id: string): Promise<Lease | undefined> => {
    const { resource } = await container.item(id, id).read<Record<string, unknown>>();
    return resource && parseLease(resource);
  };

  /** Undefined if it was changed meanwhile. */
  const replace = async (lease: Lease, change: LeaseChange): Promise<Lease | undefined> => {
    const document = changeLease(lease, change, new Date());
    const accessCondition = { type: 'IfMatch', condition: lease.etag };
    try {
      const { etag } = await container.item(lease.id, lease.id).replace(document, { accessCondition });
      return parseLease({ ...document, _etag: etag });
    } catch (error) {
      if (hasStatus(error, 412)) return undefined;
      throw error;
    }
  };

  return {
    prepare: async (ranges) => {
      if (await exists(marker)) return;
      for (const range of ranges) await create(newLease(`${prefix}..${range.id}`, range));
      await create({ id: marker });
    },
    list: async () => {
      const { resources } = await container.items
        .query<Record<string, unknown>>({
          query: 'SELECT * FROM c WHERE STARTSWITH(c.id, @prefix)',
          parameters: [{ name: '@prefix', value: `${prefix}..` }],
        })
        .fetchAll();
      return resources.flatMap((document) => parseLease(document) ?? []).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    },
    update: async (lease, change) => {
      let current: Lease | undefined = lease;
      for (let conflicts = 0; conflicts <= MAX_CONFLICTS; conflicts += 1) {
        try {
          const replaced = await replace(current, change);
          if (replaced !== undefined) return replaced;
          current = await read(lease.id);
        } catch (error) {
          if (hasStatus(error, 404)) return undefined;
          throw error;
        }
        if (current === undefined || current.owner !== lease.owner) return undefined;
      }
      throw new Error(`The lease ${lease.id} kept changing while it was written`);
    },
  };
};
