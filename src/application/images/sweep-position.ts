/**
 * How far the clean-up is: which sweep, and where in its listing (without `from`: at the start).
 */
export type SweepPlace = { sweep: 'originals' | 'variants'; from?: string };

/** Undefined for the very beginning. */
export const textOf = ({ sweep, from = '' }: SweepPlace): string | undefined =>
  sweep === 'originals' && from === '' ? undefined : `${sweep}|${from}`;

/** Text that is not a valid place means the beginning. */
export const placeIn = (text = ''): SweepPlace => {
  const [, sweep, from = ''] = /^(originals|variants)\|(.*)$/s.exec(text) ?? [];
  return { sweep: sweep === 'variants' ? 'variants' : 'originals', ...(from !== '' && { from }) };
};
