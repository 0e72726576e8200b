import { createStoppablePause } from '../stoppable-pause.ts';
import type { Lease, LeaseChange } from './lease.ts';
import type { LeaseStore } from './lease-store.ts';
import type { Trouble } from './trouble.ts';

export type HeldLease = {
  token: string;
  /** As it was when the lease was taken. */
  continuation: string | undefined;
  /** False if another host has the lease now. Rejects if that is unknown. */
  checkpoint: (continuation: string) => Promise<boolean>;
  /** Gives it up, so that another host can take it at once. Never rejects. */
  release: () => Promise<void>;
};

type Options = {
  lease: Lease;
  store: Pick<LeaseStore, 'update'>;
  renewMs: number;
  expirationMs: number;
  trouble: Trouble;
  /** Called once, unless it was released before: another host may have it now. */
  onLost: () => void;
};

/** Keeps a lease that was just taken: renews it until it is released or lost. */
export const holdLease = ({ lease, store, renewMs, expirationMs, trouble, onLost }: Options): HeldLease => {
  const part = `lease ${lease.token}`;
  const renewal = createStoppablePause();
  let current = lease;
  let goodUntil = Date.now() + expirationMs;
  let isLost = false;

  const lose = (): void => {
    isLost = true;
    renewal.stop();
    onLost();
  };

  const write = async (change: LeaseChange): Promise<boolean> => {
    const asked = Date.now();
    const changed = await store.update(current, change);
    if (changed === undefined) {
      if (!isLost) lose();
      return false;
    }
    current = changed;
    goodUntil = asked + expirationMs;
    return true;
  };

  const renew = async (): Promise<void> => {
    while (await renewal.pause(renewMs)) {
      try {
        if (!(await write({}))) return;
        trouble.works(part);
      } catch (error) {
        trouble.failed(part, error);
        if (Date.now() >= goodUntil && !isLost) lose();
      }
    }
  };
  const renewed = renew().finally(() => trouble.forget(part));

  return {
    token: lease.token,
    continuation: lease.continuation,
    checkpoint: async (continuation) => !isLost && write({ continuation }),
    release: async () => {
      renewal.stop();
      await renewed;
      // If this fails, the lease expires by itself.
      if (!isLost) await store.update(current, { owner: null }).catch(() => {});
    },
  };
};
