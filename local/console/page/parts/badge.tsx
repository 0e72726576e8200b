import { toWords } from '../format.ts';

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'info';

const tones: Readonly<Record<string, Tone>> = {
  placed: 'info',
  confirmed: 'good',
  shipped: 'good',
  rejected: 'warn',
  cancelled: 'plain',
  ready: 'good',
  awaiting_upload: 'info',
  delivered: 'good',
  pending: 'info',
  failed: 'bad',
  succeeded: 'good',
  in_stock: 'good',
  low: 'warn',
  out: 'bad',
};

/** A word with a dot. The colour only repeats what the word says. */
export const Badge = ({ text, tone }: { text: string; tone?: Tone }) => (
  <span class={`badge ${tone ?? tones[text] ?? 'plain'}`}>{toWords(text)}</span>
);
