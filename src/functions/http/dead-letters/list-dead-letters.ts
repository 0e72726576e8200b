import type { DeadLetterPage, ListDeadLettersQuery } from '../../../application/dead-letters/list-dead-letters.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { presentPage } from '../present-page.ts';
import { parseQuery } from '../validate.ts';
import { listDeadLettersQuery } from './dead-letter-schemas.ts';
import { presentDeadLetter } from './present-dead-letter.ts';

type Deps = { listDeadLetters: (query: ListDeadLettersQuery) => Promise<DeadLetterPage> };

export const listDeadLettersEndpoint = ({ listDeadLetters }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      const { missing, ...page } = await listDeadLetters(parseQuery(listDeadLettersQuery, request));
      return presentPage(request, page, presentDeadLetter, missing && { missing });
    },
    { roles: ['admin'] },
  );
