import { type Endpoint, signedIn } from '../api.ts';
import { routeSequenceNumber } from '../route-id.ts';

type Deps = { discardDeadLetter: (sequenceNumber: string) => Promise<void> };

export const discardDeadLetterEndpoint = ({ discardDeadLetter }: Deps): Endpoint =>
  signedIn(
    async (request) => {
      await discardDeadLetter(routeSequenceNumber(request));
      return { status: 204 };
    },
    { roles: ['admin'] },
  );
