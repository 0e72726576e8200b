import type { ListedDeadLetter } from '../../../application/dead-letters/detail-dead-letter.ts';

/** A longer body is shown as the beginning of its text. */
const MAX_SHOWN = 4_096;

export const presentDeadLetter = (letter: ListedDeadLetter): ListedDeadLetter => {
  const text = typeof letter.body === 'string' ? letter.body : JSON.stringify(letter.body);
  return text.length > MAX_SHOWN ? { ...letter, body: `${text.slice(0, MAX_SHOWN)}…` } : letter;
};
