import type { Part } from './parts.ts';

export type Cloud = Part & Required<Pick<Part, 'broken' | 'urls'>>;

const stopParts = async (parts: readonly Part[]): Promise<void> => {
  await Promise.all(parts.map((part) => part.stop()));
};

/** Starts parts at the same time. If one cannot start, stops the others and throws its error. */
export const startParts = async (starting: readonly Promise<Part>[]): Promise<Cloud> => {
  const results = await Promise.allSettled(starting);
  const parts = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    await stopParts(parts);
    throw failed.reason;
  }
  const broken = Promise.race(parts.flatMap((part) => (part.broken === undefined ? [] : [part.broken])));
  // It may break before anybody looks.
  broken.catch(() => {});
  return {
    addresses: parts.flatMap(({ addresses }) => addresses),
    urls: Object.assign({}, ...parts.map(({ urls }) => urls)),
    settings: Object.assign({}, ...parts.map(({ settings }) => settings)),
    stop: () => stopParts(parts),
    broken,
  };
};
