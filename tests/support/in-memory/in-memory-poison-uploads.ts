import type { Clock } from '../../../src/application/ports/clock.ts';
import type { PoisonUpload, PoisonUploads } from '../../../src/application/ports/dead-letters.ts';

export type InMemoryPoisonUploads = PoisonUploads & {
  /** Adds a message and returns its id. */
  bury(upload: Partial<PoisonUpload>): string;
  /** Until released, others get 'busy' for it, and no list shows it. */
  hold(id: string): () => void;
};

const MOST = 32;

export const inMemoryPoisonUploads = ({ clock = () => new Date() }: { clock?: Clock } = {}): InMemoryPoisonUploads => {
  const uploads = new Map<string, PoisonUpload>();
  const held = new Set<string>();
  let ids = 0;

  const hold = (id: string) => {
    held.add(id);
    return () => void held.delete(id);
  };

  return {
    bury: (upload) => {
      const id = `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;
      uploads.set(id, { enqueuedAt: clock().toISOString(), deliveryCount: 0, body: '', ...upload, id });
      return id;
    },
    hold,

    list: async () => [...uploads.values()].filter(({ id }) => !held.has(id)).slice(0, MOST),

    settle: async (id, work) => {
      const upload = uploads.get(id);
      if (!upload) return 'gone';
      if (held.has(id)) return 'busy';
      const letGo = hold(id);
      try {
        await work(upload);
        uploads.delete(id);
        return 'settled';
      } finally {
        letGo();
      }
    },
  };
};
