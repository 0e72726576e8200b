import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentProgress } from '../../cli/client/progress.ts';
import { replay } from '../../cli/replay/replay.ts';
import type { ReplaySummary } from '../../cli/replay/summary.ts';
import type { madeUpShop } from './made-up-shop.ts';
import type { Stack } from './stack.ts';

type Options = { concurrency: number; stock: 'file' | 'enough'; settleTimeoutSeconds?: number };

/** Replays a shop against a stack, as `npx hearth replay` does. */
export const replayOn = async (
  { url, issuer }: Stack,
  shop: ReturnType<typeof madeUpShop>,
  options: Options,
): Promise<ReplaySummary> => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-'));
  try {
    const file = join(folder, 'shop.json');
    await writeFile(file, JSON.stringify(shop));
    return await replay({
      file,
      api: `${url}/api/v1`,
      issuer,
      progress: silentProgress,
      settleTimeoutSeconds: 200,
      ...options,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** A summary in which all `count` orders are confirmed and the books of every product balance. */
export const allConfirmed = (count: number) => ({
  ok: true,
  orders: { total: count, confirmed: count, rejected: 0, other: 0, failed: 0 },
});
