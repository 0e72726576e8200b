/** Which listing is swept, and from where (without `from`: from its start). */
export type SweepPosition = { sweep: 'originals' | 'variants'; from?: string };

/** Whether it is the start of the first listing. */
export const isVeryBeginning = ({ sweep, from = '' }: SweepPosition): boolean => sweep === 'originals' && from === '';

/** The text of a bookmark; undefined for the very beginning. */
export const formatSweepPosition = (position: SweepPosition): string | undefined =>
  isVeryBeginning(position) ? undefined : `${position.sweep}|${position.from ?? ''}`;

/** Text that is not a valid position means the very beginning. */
export const parseSweepPosition = (text = ''): SweepPosition => {
  const [, sweep, from = ''] = /^(originals|variants)\|(.*)/s.exec(text) ?? [];
  return { sweep: sweep === 'variants' ? 'variants' : 'originals', ...(from !== '' && { from }) };
};
