/** Which listing is swept, and from where (without `from`: from its start). */
export type SweepPosition = { sweep: 'originals' | 'variants'; from?: string };

/** The text of a bookmark; undefined for the start of the first listing. */
export const formatSweepPosition = ({ sweep, from = '' }: SweepPosition): string | undefined =>
  sweep === 'originals' && from === '' ? undefined : `${sweep}|${from}`;

/** Text that is not a valid position means the start of the first listing. */
export const parseSweepPosition = (text = ''): SweepPosition => {
  const [, sweep, from = ''] = /^(originals|variants)\|(.*)$/s.exec(text) ?? [];
  return { sweep: sweep === 'variants' ? 'variants' : 'originals', ...(from !== '' && { from }) };
};
