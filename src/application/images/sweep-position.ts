/** Which listing is swept, and from where (without `from`: from its start). */
export type SweepPosition = { listing: 'originals' | 'variants'; from?: string };

/** Whether it is the start of the first listing. */
export const isVeryBeginning = ({ listing, from = '' }: SweepPosition): boolean =>
  listing === 'originals' && from === '';

/** The text of a bookmark; undefined for the very beginning. */
export const formatSweepPosition = (position: SweepPosition): string | undefined =>
  isVeryBeginning(position) ? undefined : `${position.listing}|${position.from ?? ''}`;

/** Text that is not a valid position means the very beginning. */
export const parseSweepPosition = (text = ''): SweepPosition => {
  const [, listing, from = ''] = /^(originals|variants)\|(.*)/s.exec(text) ?? [];
  return { listing: listing === 'variants' ? 'variants' : 'originals', ...(from !== '' && { from }) };
};
