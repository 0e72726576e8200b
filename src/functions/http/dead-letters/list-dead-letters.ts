import type {
  DeadLetterPage,
  ListDeadLettersQuery,
  ListedDeadLetter,
} from '../../../application/dead-letters/list-dead-letters.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { presentPage } from '../present-page.ts';
import { listDeadLettersQuery } from '../schemas.ts';
import { validQuery } from '../validate.ts';

type Deps = { listDeadLetters: (query: ListDeadLettersQuery) => Promise<DeadLetterPage> };

/**
 * A body may be as large as the broker allows. A longer one is shown as the beginning of its text.
 */
const MOST_SHOWN = 4_096;

const presentDeadLetter = (letter: ListedDeadLetter): ListedDeadLetter => {
  const text = typeof letter.body === 'string' ? letter.body : JSON.stringify(letter.body);
  return text.length > MOST_SHOWN ? { ...letter, body: `${text.slice(0, MOST_SHOWN)}…` } : letter;
};

export const listDeadLettersEndpoint = ({ listDeadLetters }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      const { missing, ...page } = await listDeadLetters(validQuery(listDeadLettersQuery, request));
      return presentPage(request, page, presentDeadLetter, missing && { missing });
    },
    { roles: ['admin'] },
  );
