import type { DiscardDeadLetterCommand } from '../../../application/dead-letters/discard-dead-letter.ts';
import { type Endpoint, signedIn } from '../api.ts';
import { routeSequenceNumber } from '../route-id.ts';
import { parseQuery } from '../validate.ts';
import { discardDeadLetterQuery } from './dead-letter-schemas.ts';

type Deps = { discardDeadLetter: (command: DiscardDeadLetterCommand) => Promise<void> };

export const discardDeadLetterEndpoint = ({ discardDeadLetter }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      const { reason } = parseQuery(discardDeadLetterQuery, request);
      await discardDeadLetter({ sequenceNumber: routeSequenceNumber(request), reason });
      return { status: 204 };
    },
    { roles: ['admin'] },
  );
