/**
 * Time limits of 5 s and more end when the test says so. Limits from 1 s on that belong to clients
 * never end.
 */
export const holdLimits = () => {
  const held: { ms: number; end: () => void }[] = [];
  const real = setTimeout;
  jest.spyOn(globalThis, 'setTimeout').mockImplementation((fire, ms = 0) => {
    if (ms <= 1_000) return real(fire, ms);
    if (ms >= 5_000) held.push({ ms, end: fire });
    return real(() => {}, 0);
  });
  return {
    /** In milliseconds. */
    limits: () => held.map(({ ms }) => ms),
    expire: () => {
      for (const { end } of held) end();
    },
  };
};
