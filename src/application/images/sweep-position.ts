/** A sweep, and where in its listing it continues (without `from`: at the start). */
export type SweepPosition = { sweep: 'originals' | 'variants'; from?: string };

/** The text of a bookmark; undefined for the very beginning. */
export const formatSweepPosition = ({ sweep, from = '' }: SweepPosition): string | undefined =>
  sweep === 'originals' && from === '' ? undefined : `${sweep}|${from}`;

/** Text that is not a valid position means the beginning. */
export const parseSweepPosition = (text = ''): SweepPosition => {
  const [, sweep, from = ''] = /^(originals|variants)\|(.*)$/s.exec(text) ?? [];
  return { sweep: sweep === 'variants' ? 'variants' : 'originals', ...(from !== '' && { from }) };
};
