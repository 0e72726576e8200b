import { beforeDeadline } from '../before-deadline.ts';
import type { Capabilities } from './capabilities.ts';

type Deps = Pick<Capabilities, 'dependencies' | 'clock'>;

export type Health = { ready: boolean; failing: readonly string[] };

const MAX_CHECK_MS = 3000;
const MAX_CACHE_MS = 5000;

/** Names the dependencies that fail or do not answer in time. Checks at most once in 5 s. */
export const checkHealth = ({ dependencies, clock }: Deps) => {
  let cached: { at: number; health: Promise<Health> } | undefined;

  const checkAll = async (): Promise<Health> => {
    const answers = await Promise.all(
      dependencies.map(({ name, check }) =>
        beforeDeadline(MAX_CHECK_MS, check).then(
          () => [],
          () => [name],
        ),
      ),
    );
    const failing = answers.flat();
    return { ready: failing.length === 0, failing };
  };

  return (): Promise<Health> => {
    const now = clock().getTime();
    if (cached === undefined || now - cached.at >= MAX_CACHE_MS) cached = { at: now, health: checkAll() };
    return cached.health;
  };
};
