import type { ListedDeadLetter } from '../../../application/dead-letters/detail-dead-letter.ts';

/**
 * A body may be as large as the broker allows. A longer one is shown as the beginning of its text.
 */
const MOST_SHOWN = 4_096;

export const presentDeadLetter = (letter: ListedDeadLetter): ListedDeadLetter => {
  const text = typeof letter.body === 'string' ? letter.body : JSON.stringify(letter.body);
  return text.length > MOST_SHOWN ? { ...letter, body: `${text.slice(0, MOST_SHOWN)}…` } : letter;
};
