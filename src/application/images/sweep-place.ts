/** How far the clean-up has come: in which sweep, and where in its listing; without `from` at its front. */
export type SweepPlace = { sweep: 'originals' | 'variants'; from?: string };

/** Undefined for the front of all. */
export const textOf = ({ sweep, from = '' }: SweepPlace): string | undefined =>
  sweep === 'originals' && from === '' ? undefined : `${sweep}|${from}`;

/** What is no place is the front. */
export const placeIn = (text = ''): SweepPlace => {
  const [, sweep, from = ''] = /^(originals|variants)\|(.*)$/s.exec(text) ?? [];
  return { sweep: sweep === 'variants' ? 'variants' : 'originals', ...(from !== '' && { from }) };
};
